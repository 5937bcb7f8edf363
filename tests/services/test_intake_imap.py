"""Against a real IMAP server: what comes is found, twice is once, and whatever dies loses none."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from documents.mail.reading import read as parsed
from documents.models import Incoming, MailAccount, Mailbox, Message, Security
from documents.services.intake import filing
from documents.services.intake.chore import take_mail
from documents.services.intake.fetching import LEASE, fetch
from documents.signatures.worker import Asked
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import mails
from tests.factories import messages as make
from tests.paper import request
from tests.services import dovecot
from tests.services.dovecot import Dovecot
from tests.services.processes import READY, started

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(dovecot.program() is None, reason="needs dovecot (Debian: dovecot-imapd)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _emptied(server: Dovecot) -> None:
    with server.client() as connection:
        connection.select("INBOX")
        if connection.search(None, "ALL")[1] != [b""]:
            connection.store("1:*", "+FLAGS", r"(\Deleted)")
            connection.expunge()


@pytest.fixture
def account(server: Dovecot, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> MailAccount:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(filing, "mail_of", lambda path, anchors, now: parsed(path.read_bytes(), Asked([], now)))
    where = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": Security.PLAIN}
    row = make.account(cast.company(), **where, imap_user=dovecot.USER)
    row.set_imap_password(dovecot.PASSWORD)
    row.save()
    return row


def kept(company: Company) -> int:
    return Incoming.objects.of(company).count()


def test_replies_returned_mail_and_absence_notes_are_recognised_and_twice_is_once(
    server: Dovecot, account: MailAccount
) -> None:
    company = account.company
    with make.requests():
        clerk = cast.actor(company, "clerk@example.it", *request.process.duties, *cast.PAPERS)
        case = make.case(company, clerk)
        ours = make.message(company, "nobody@rossi.example", case=case)
        own = ours.rfc_message_id.strip("<>")
        reply = mails.mail("Ecco", From="unknown@x.example", In_Reply_To=f"<{own}>")
        away = mails.mail(
            "Torno il 3", Auto_Submitted="auto-replied", In_Reply_To=f"<{own}>", Message_ID="<aw@x.example>"
        )
        stray = mails.mail("Chi siete?", From="unknown@x.example", Message_ID="<s@x.example>")
        server.deliver(reply, mails.bounce(own), away, stray, reply)
        now = timezone.now()
        assert take_mail(now) == 5
        assert take_mail(now + timedelta(minutes=1)) == 0
    assert kept(company) == 5
    inbound = Message.objects.of(company).filter(direction="in")
    assert dict(inbound.values_list("body", "case_id")) == {"Ecco": case.pk, "Chi siete?": None}
    ours.refresh_from_db()
    assert ours.status == "failed"
    assert sorted(ours.evidence.values_list("kind", flat=True)) == ["absence", "bounce"]
    assert list(Incoming.objects.of(company).order_by("uid").values_list("is_repeat", flat=True)) == [False] * 4 + [
        True
    ]
    assert server.flags() == [True] * 5


HANG = (
    "import sys, time; from django.utils import timezone; from documents.models import MailAccount, Mailbox; "
    "from documents.services.intake import fetching, keeping; from documents.mail import imap; "
    "real = keeping.keep_fetched\n"
    "def hang(*a, **k):\n print('inside', flush=True); time.sleep(60)\n"
)
RUN = "fetching.fetch(MailAccount.objects.across_companies('test').get(), now=timezone.now())\n"
BEFORE_IT_IS_KEPT = "fetching.keep_fetched = hang\n"
BEFORE_IT_IS_MARKED = "imap.Folder.mark_seen = hang\n"
MARKED_FIRST = (
    "def wrong(content, *, mailbox, uid_validity, uid, **k):\n"
    " Mailbox.objects.of(mailbox.company_id).filter(pk=mailbox.pk).update(uid_validity=uid_validity, last_uid=uid)\n"
    " hang()\n"
    "fetching.keep_fetched = wrong\n"
)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_fetch_and_store_or_store_and_mark_loses_none(
    server: Dovecot, account: MailAccount, tmp_path: Any
) -> None:
    """The last round is the negative control: a mailbox moved on before the mail is stored loses one."""
    kept_so_far, now = 0, timezone.now()
    for where, kept_by_the_dead, found in (
        (BEFORE_IT_IS_KEPT, 0, 2),
        (BEFORE_IT_IS_MARKED, 1, 2),
        (MARKED_FIRST, 0, 1),
    ):
        server.deliver(*(mails.mail(Message_ID=f"<{number}@x.example>") for number in range(2)))
        with started(READY + HANG + where + RUN, tmp_path) as dying:
            assert dying.stdout.readline() == "inside\n"
            dying.send_signal(signal.SIGKILL)
            dying.wait(30)
        assert kept(account.company) == kept_so_far + kept_by_the_dead
        assert fetch(account, now=now) == 0, "the lease of the dead is still good"
        fetch(account, now=now + LEASE + timedelta(minutes=1))
        kept_so_far += found
        assert kept(account.company) == kept_so_far
        assert Incoming.objects.of(account.company).values("uid").distinct().count() == kept_so_far


def test_a_mailbox_numbered_anew_is_fetched_again_and_every_mail_is_one_message(
    server: Dovecot, account: MailAccount
) -> None:
    server.deliver(mails.mail())
    now = timezone.now()
    assert take_mail(now) == 1
    for numbered in (Mailbox, Incoming):
        numbered.objects.of(account.company).update(uid_validity=1)
    assert take_mail(now + timedelta(minutes=1)) == 1
    assert (kept(account.company), Message.objects.of(account.company).count()) == (2, 1)


def test_a_wrong_password_is_told_in_words_and_not_tried_again_at_once(account: MailAccount) -> None:
    account.set_imap_password("wrong")
    account.save()
    now = timezone.now()
    assert take_mail(now) == 0
    mailbox = Mailbox.objects.of(account.company).get()
    assert "uthentication" in mailbox.trouble
    account.set_imap_password(dovecot.PASSWORD)
    account.save()
    take_mail(now + timedelta(minutes=1))
    mailbox.refresh_from_db()
    assert mailbox.trouble
    take_mail(now + timedelta(minutes=7))
    mailbox.refresh_from_db()
    assert not mailbox.trouble
