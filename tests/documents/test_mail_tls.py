"""Nothing goes over a line whose server cannot show whose it is; what is wrong is said with what to do about it."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from documents.mail import imap
from documents.messages.smtp import NotSent, Server, hand_over
from documents.models import MailAccount, MailKind, Security
from documents.services.messages import accounts
from documents.services.messages.refusals import MessageRefused
from registry.models import Company
from tests.documents import smtp_stub, tls_stub
from tests.factories import cases as cast
from tests.factories import messages as make

MAIL = b"Subject: prova\r\n\r\nBuongiorno\r\n"
YESTERDAY = datetime.now(UTC) - tls_stub.DAY
WAYS = ["tls", "starttls"]


def sent(server: tls_stub.TlsServer, security: str, authority: str = "", host: str = "localhost") -> None:
    there = Server(host, server.port, security, authority=authority)
    with override("en"):
        hand_over(there, "ufficio@ecoverde.example", ["rossi@example.it"], MAIL)


@pytest.mark.parametrize("security", WAYS)
@pytest.mark.parametrize("host", tls_stub.HERE)
def test_mail_goes_over_a_line_protected_by_a_certificate_of_the_account_s_authority(
    security: str, host: str, tmp_path: Path
) -> None:
    with tls_stub.running(tls_stub.server_pem(tmp_path), from_the_start=security == "tls") as server:
        sent(server, security, tls_stub.authority(), host)
        assert len(server.received) == 1


@pytest.mark.parametrize("security", WAYS)
@pytest.mark.parametrize(
    ("names", "options", "authority", "said"),
    [
        ((), {}, "", "load the certificate of its authority"),
        ((), {"ends": YESTERDAY}, tls_stub.authority(), "has expired"),
        (("mail.example",), {}, tls_stub.authority(), "The certificate is not of localhost"),
    ],
    ids=["of nobody known", "expired", "of another name"],
)
def test_a_certificate_that_does_not_hold_is_refused_in_words_and_nothing_is_sent(
    security: str, names: tuple[str, ...], options: Mapping[str, Any], authority: str, said: str, tmp_path: Path
) -> None:
    pem = tls_stub.server_pem(tmp_path, *names, **options)
    with tls_stub.running(pem, from_the_start=security == "tls") as server:
        with pytest.raises(NotSent, match=said):
            sent(server, security, authority)
        assert server.received == []


def test_without_starttls_nothing_is_sent_unprotected(tmp_path: Path) -> None:
    with tls_stub.running(None) as server:
        with pytest.raises(NotSent, match="does not offer STARTTLS; nothing was sent unprotected"):
            sent(server, "starttls", tls_stub.authority())
        assert server.received == []


def test_a_server_that_does_not_speak_tls_is_told_apart(tmp_path: Path) -> None:
    with tls_stub.running(None) as server, pytest.raises(NotSent, match="does not speak TLS on this port"):
        sent(server, "tls")


@pytest.mark.parametrize(("user", "password"), [("ufficio", "perché-no"), ("ufficiò", "segreta")])
def test_a_password_that_no_server_takes_is_told_and_the_mail_stays_unsent(user: str, password: str) -> None:
    with smtp_stub.running() as server, override("en"):
        server.replies["EHLO"] = ["250-stub\r\n250 AUTH PLAIN LOGIN"]
        there = Server("127.0.0.1", server.port, "plain", user, password)
        with pytest.raises(NotSent, match="hold accents") as refused:
            hand_over(there, "ufficio@ecoverde.example", ["rossi@example.it"], MAIL)
        assert "è" not in str(refused.value)
        assert server.received == []


def entered(company: Company, **values: Any) -> MailAccount:
    boss = cast.actor(company, "boss@example.it", "admin.configure")
    known = {
        **{column: getattr(MailAccount(), column) for column in accounts.COLUMNS},
        "name": "Ufficio",
        "kind": MailKind.EMAIL,
        "address": "ufficio@ecoverde.example",
    }
    return accounts.save(None, {**known, **values}, actor=boss)


@pytest.mark.django_db
def test_an_account_keeps_the_certificate_of_its_authority_and_a_test_message_goes_by_it(tmp_path: Path) -> None:
    company = cast.company()
    with tls_stub.running(tls_stub.server_pem(tmp_path)) as server:
        where = {"smtp_host": "localhost", "smtp_port": server.port, "smtp_security": Security.STARTTLS}
        account = entered(company, **where, authority=tls_stub.authority())
        boss = cast.actor(company, "boss@example.it", "admin.configure")
        accounts.try_out(account, "rossi@example.it", actor=boss, now=make.NOW)
        assert len(server.received) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("authority", ["niente", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_a_certificate_that_cannot_be_read_is_not_kept(authority: str) -> None:
    company = cast.company()
    with pytest.raises(MessageRefused) as refused:
        entered(company, authority=authority)
    assert [each.code for each in refused.value.refusals] == ["account_authority_unreadable"]
    assert not MailAccount.objects.of(company).exists()


@pytest.mark.django_db
def test_everything_wrong_with_an_account_is_told_at_once_and_nothing_is_kept() -> None:
    company = cast.company()
    wrong = {"address": "pippo", "smtp_host": "http://mail x", "imap_host": "posta/inbox", "authority": "nessuno"}
    with pytest.raises(MessageRefused) as refused:
        entered(company, **wrong)
    assert [(each.code, each.params.get("host")) for each in refused.value.refusals] == [
        ("message_address_wrong", None),
        ("account_host_wrong", "http://mail x"),
        ("account_host_wrong", "posta/inbox"),
        ("account_authority_unreadable", None),
    ]
    assert not MailAccount.objects.of(company).exists()
    assert entered(company, smtp_host="::1", imap_host="mail-1.ecoverde.example").pk


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "There is no server called posta.example"),
        (ConnectionRefusedError(111, "Connection refused"), "posta.example takes no connection on port 2525"),
        (TimeoutError("timed out"), "posta.example does not answer on port 2525"),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_in_words(
    problem: OSError, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: object, **_kwargs: object) -> None:
        raise problem

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with override("en"):
        with pytest.raises(NotSent) as by_smtp:
            hand_over(Server("posta.example", 2525), "ufficio@ecoverde.example", ["rossi@example.it"], MAIL)
        with (
            pytest.raises(imap.MailboxTrouble) as by_imap,
            imap.opened(imap.Server("posta.example", 2525, "tls", "", "", "INBOX")),
        ):
            pass
    for told in (str(by_smtp.value), str(by_imap.value)):
        assert told.startswith(said)
        assert "Errno" not in told
