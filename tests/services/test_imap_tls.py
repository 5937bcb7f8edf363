"""Against a real IMAP server: a mailbox is opened over TLS and STARTTLS, over nothing else where these are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from documents.mail.imap import MailboxTrouble, Server, opened
from tests.documents import tls_stub
from tests.services import dovecot
from tests.services.dovecot import Dovecot

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(dovecot.program() is None, reason="needs dovecot (Debian: dovecot-imapd)"),
]
WAYS = ["tls", "starttls"]


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    with dovecot.running(tls_stub.server_pem(tmp_path_factory.mktemp("pem"))) as running:
        yield running


def read(running: Dovecot, security: str, authority: str) -> int:
    port = running.imaps if security == "tls" else running.port
    there = Server("localhost", port, security, dovecot.USER, dovecot.PASSWORD, "INBOX", authority)
    with override("en"), opened(there) as folder:
        return folder.uid_validity


@pytest.mark.parametrize("security", WAYS)
def test_a_mailbox_is_opened_over_a_line_that_the_account_s_authority_vouches_for(
    security: str, protected: Dovecot
) -> None:
    assert read(protected, security, tls_stub.authority()) > 0


@pytest.mark.parametrize("security", WAYS)
def test_a_certificate_of_nobody_known_is_refused_before_the_password_is_said(
    security: str, protected: Dovecot
) -> None:
    with pytest.raises(MailboxTrouble, match="load the certificate of its authority"):
        read(protected, security, "")


@pytest.mark.parametrize(
    ("names", "options", "said"),
    [
        ((), {"ends": datetime.now(UTC) - tls_stub.DAY}, "has expired"),
        (("mail.example",), {}, "The certificate is not of localhost"),
    ],
    ids=["expired", "of another name"],
)
def test_a_certificate_that_does_not_hold_is_refused_in_words(
    names: tuple[str, ...], options: Mapping[str, Any], said: str, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    with dovecot.running(tls_stub.server_pem(tmp_path, *names, **options)) as running:
        for security in WAYS:
            with pytest.raises(MailboxTrouble, match=said):
                read(running, security, tls_stub.authority())


def test_without_starttls_the_password_is_not_said() -> None:
    with dovecot.running() as bare, pytest.raises(MailboxTrouble, match="does not offer STARTTLS"):
        read(bare, "starttls", tls_stub.authority())
