"""A mail that machines wrote about a message of ours becomes evidence of how it went."""

from __future__ import annotations

import io

import pytest
from django.utils.translation import override

from cases.models import Case
from documents.models import Document, Evidence, Incoming, Recipient
from documents.services.intake import deciding, filing
from documents.services.intake.keeping import keep_dropped
from documents.services.intake.refusals import IntakeRefused
from documents.services.signatures import trust
from registry.actors import Actor
from registry.models import Company
from tests.documents import signing
from tests.factories import cases as cast
from tests.factories import mails
from tests.factories import messages as make
from tests.factories.incoming import arrive, sent

pytestmark = pytest.mark.usefixtures("read_here", "committed")
NOW = make.NOW
ROSSI, BIANCHI = make.ROSSI, make.BIANCHI


def test_receipts_in_any_order_and_twice_leave_a_pec_delivered(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI, BIANCHI)
    receipts = [
        mails.certified("avvenuta-consegna", recipient=BIANCHI),
        mails.certified("accettazione"),
        mails.certified("avvenuta-consegna", recipient=ROSSI),
    ]
    repeats = [arrive(company, receipt).is_repeat for receipt in (*receipts, *receipts)]
    message.refresh_from_db()
    assert message.status == "delivered"
    assert repeats == [False] * 3 + [True] * 3
    kept = Evidence.objects.of(company).filter(message=message)
    assert kept.count() == 3
    assert {one.document.case_id for one in kept} == {case.pk}
    assert Document.objects.of(company).count() == 3


def test_a_receipt_says_in_words_how_far_its_signature_could_be_checked(company: Company, case: Case) -> None:
    sent(company, case, ROSSI)
    with override("it"):
        arrive(company, mails.certified("accettazione"))
    (kept,) = Evidence.objects.of(company).filter(kind="accettazione")
    assert kept.words.endswith(" · firma del gestore integra, emittente sconosciuto")


def test_a_failed_delivery_reopens_work_for_that_recipient_alone(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI, BIANCHI)
    arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI))
    arrive(company, mails.certified("errore-consegna", recipient=BIANCHI, error="no-dest"))
    states = dict(Recipient.objects.of(company).filter(message=message).values_list("address", "status"))
    assert states == {ROSSI: "delivered", BIANCHI: "failed"}
    assert case.work_items.filter(step="message.failed").count() == 1


def test_a_receipt_that_fits_nothing_waits_until_a_person_lays_it(company: Company, clerk: Actor, case: Case) -> None:
    message = sent(company, case, ROSSI, own="other@ecoverde.example")
    arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI))
    loose = Evidence.objects.of(company).get(message__isnull=True)
    deciding.lay_beside(loose, message, actor=clerk, now=NOW)
    message.refresh_from_db()
    loose.refresh_from_db()
    assert (message.status, loose.document.case_id) == ("delivered", case.pk)
    with pytest.raises(IntakeRefused):
        deciding.lay_beside(loose, message, actor=clerk, now=NOW)


def test_a_receipt_without_the_providers_signature_proves_nothing(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI)
    incoming = arrive(company, mails.certified("avvenuta-consegna", recipient=ROSSI, signed=False))
    message.refresh_from_db()
    assert (message.status, incoming.message.status) == ("queued", "tray")
    assert "signature" in incoming.trouble


def test_a_receipt_in_an_ordinary_mailbox_needs_a_trusted_signature(company: Company, case: Case) -> None:
    message = sent(company, case, ROSSI)
    account = make.account(company)
    for own, anchored in (("1@g.example", False), ("2@g.example", True)):
        if anchored:
            make_trusted(company)
        content = mails.certified("avvenuta-consegna", recipient=ROSSI, own=own)
        incoming = keep_dropped(io.BytesIO(content), company=company, user_id=None, now=signing.SIGNED_AT)
        Incoming.objects.of(company).filter(pk=incoming.pk).update(account=account)
        filing.read_waiting(company, now=signing.SIGNED_AT)
        message.refresh_from_db()
        assert (message.status == "delivered") is anchored


def make_trusted(company: Company) -> None:
    boss = cast.actor(company, "boss@example.it", "admin.configure")
    trust(signing.root().pem, company=company, actor=boss, now=signing.SIGNED_AT)


def test_a_returned_mail_fails_its_recipient_and_an_absence_note_does_not(company: Company, case: Case) -> None:
    message = sent(company, case, "nobody@rossi.example", "mario@rossi.example")
    arrive(company, mails.mail(Auto_Submitted="auto-replied", In_Reply_To=f"<{mails.OURS}>"))
    message.refresh_from_db()
    assert message.status == "queued"
    arrive(company, mails.bounce())
    message.refresh_from_db()
    assert message.status == "failed"
    assert set(Evidence.objects.of(company).values_list("kind", flat=True)) == {"absence", "bounce"}
