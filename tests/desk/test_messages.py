"""The pages of messages: writing one, seeing how it stands, booking, printing, accounts."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from documents.models import Channel, Document, EvidenceKind, MailAccount, Message, PrintBatch, SendingRule
from documents.services.messages import codes, evidence
from documents.services.messages.writing import Addressee
from registry.actors import SYSTEM
from registry.models import Code
from tests.desk.houses import at, eco
from tests.desk.world import House, finished
from tests.documents import smtp_stub
from tests.factories import messages as make

__all__ = ["eco"]

MAIL = {"others": "neri@rossi.example\n", "subject": "Richiesta", "body": "Buongiorno."}


def newest(eco: House) -> Message:
    return Message.objects.of(eco.company).order_by("-pk")[0]


def test_a_message_is_written_on_the_case_once_and_leaves(eco: House) -> None:
    client, before = eco.client(), Message.objects.of(eco.company).count()
    typed = {**MAIL, "key": str(uuid4())}
    answers = [client.post(at(eco, "send", eco.draft.number), typed) for _twice in range(2)]
    message = newest(eco)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == at(eco, "message", message.key)
    assert Message.objects.of(eco.company).count() == before + 1
    assert [each.address for each in message.recipients.all()] == ["neri@rossi.example"]
    page = client.get(at(eco, "case", eco.draft.number)).content.decode()
    assert at(eco, "message", message.key) in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(eco: House) -> None:
    before = Message.objects.of(eco.company).count()
    typed = {**MAIL, "others": "non è un indirizzo", "body": "Resta qui", "key": str(uuid4())}
    answer = eco.client().post(at(eco, "send", eco.draft.number), typed)
    page = answer.content.decode()
    assert (answer.status_code, "non è un indirizzo" in page, "Resta qui" in page) == (409, True, True)
    assert Message.objects.of(eco.company).count() == before


def test_every_way_has_its_form(eco: House) -> None:
    client, where = eco.client(), at(eco, "send", eco.draft.number)
    for channel in ("email", "pec", "post", "registered_post", "hand", "fax", "pigeon"):
        page = client.get(f"{where}?channel={channel}").content.decode()
        assert ('name="street"' in page) == (channel in ("post", "registered_post"))
        assert ('name="copies"' in page) == (channel in ("email", "pec", "pigeon"))


def test_a_letter_of_another_case_is_not_sent_with_this_one(eco: House) -> None:
    key = eco.rows["letter"].key
    assert eco.client().get(f"{at(eco, 'send', eco.draft.number)}?letter={key}").status_code == 200
    assert eco.client().get(f"{at(eco, 'send', eco.rows['checked'].number)}?letter={key}").status_code == 404


def test_what_failed_is_found_and_sent_again_to_whom_it_did_not_reach(eco: House) -> None:
    client, failed = eco.client(), eco.rows["failed"]
    assert at(eco, "message", failed.key) in client.get(at(eco, "messages-troubled")).content.decode()
    page = client.get(at(eco, "resend-message", failed.key)).content.decode()
    place = Addressee(address="info@rossi.example").place
    assert f'value="{place}"' in page
    assert "Diffida" in page
    typed = {"to": place, "subject": "Diffida", "body": "Di nuovo.", "key": str(uuid4())}
    assert client.post(at(eco, "resend-message", failed.key), typed).status_code == 302
    assert newest(eco).resends == failed
    assert at(eco, "message", failed.key) not in client.get(at(eco, "messages-troubled")).content.decode()


def test_the_page_of_a_message_shows_its_evidence_and_offers_what_may_be_done(eco: House) -> None:
    page = eco.client().get(at(eco, "message", eco.rows["failed"].key)).content.decode()
    assert ("550 no such user" in page, at(eco, "resend-message", eco.rows["failed"].key) in page) == (True, True)
    queued = make.message(eco.company, case=eco.draft)
    answer = eco.client().post(at(eco, "message", queued.key), {"step": "withdraw"})
    assert (answer.status_code, newest(eco).status) == (302, "cancelled")
    refused = eco.client().post(at(eco, "message", queued.key), {"step": "withdraw"})
    assert refused.status_code == 409


def test_a_booking_keeps_its_paper_or_nothing(eco: House) -> None:
    posted, client = eco.rows["posted"], eco.client()
    papers = Document.objects.of(eco.company).count()
    typed = {"kind": EvidenceKind.RETURNED, "on": "2026-11-01", "words": ""}
    with open(__file__, "rb") as wrong:
        assert client.post(at(eco, "book-message", posted.key), {**typed, "file": wrong}).status_code == 409
    assert (Document.objects.of(eco.company).count(), posted.evidence.count()) == (papers, 0)
    right = {**typed, "on": "2026-11-17", "words": "trasferito"}
    assert client.post(at(eco, "book-message", posted.key), right).status_code == 302
    assert Message.objects.of(eco.company).get(pk=posted.pk).failure == "Rossi: trasferito"


def test_codes_are_booked_line_by_line_and_what_is_wrong_stays(eco: House) -> None:
    code = codes.shown(eco.rows["posted"].code)
    typed = {"codes": f"{code} sconosciuto\nAAAA-1111\n", "on": timezone.localdate().isoformat()}
    answer = eco.client().post(at(eco, "returns"), typed)
    page = answer.content.decode()
    assert (answer.status_code, page.count("AAAA-1111") >= 2, page.count(f">{code}<")) == (409, True, 1)
    assert Message.objects.of(eco.company).get(pk=eco.rows["posted"].pk).status == "failed"


def test_letters_are_chosen_for_a_batch(eco: House) -> None:
    known = {"channel": Channel.POST, "rfc_message_id": "", "code": codes.new()}
    waiting = make.message(eco.company, "x", case=eco.draft, **known)
    answer = eco.client().post(at(eco, "print-batches"), {"letters": [str(waiting.key)], "is_double_sided": "on"})
    batch = PrintBatch.objects.of(eco.company).order_by("-pk")[0]
    assert (answer.status_code, batch.letters, batch.file) == (302, 1, None)
    assert eco.client().get(at(eco, "print-batch-file", batch.pk)).status_code == 404
    csv = finished(eco.client().get(at(eco, "print-batch-addresses", eco.rows["batch"].pk, "csv")))
    assert csv.status_code == 200


def test_the_register_is_narrowed(eco: House) -> None:
    page, client = at(eco, "messages"), eco.client()
    for asked in ("?words=Diffida", "?channel=post&status=sent", "?since=2026-11-01&words=zz", "?page=9"):
        shown = at(eco, "message", eco.rows["posted"].key) in client.get(page + asked).content.decode()
        assert shown == ("zz" not in asked)
    file = finished(client.get(at(eco, "messages-file", "csv")))
    assert file.status_code == 200


def test_a_password_is_kept_and_never_shown(eco: House) -> None:
    client, account = eco.client(), eco.rows["account"]
    typed = {"name": "Ufficio", "kind": "email", "address": "ufficio@ecoverde.example", "smtp_security": "plain"}
    ports = {"smtp_port": "25", "imap_port": "993", "imap_security": "tls", "smtp_host": "mail.example.it"}
    answer = client.post(at(eco, "mail-account", account.pk), {**typed, **ports, "smtp_password": "segretissima"})
    kept = MailAccount.objects.of(eco.company).get(pk=account.pk)
    assert (answer.status_code, kept.smtp_password()) == (302, "segretissima")
    assert b"segretissima" not in bytes(kept.smtp_secret)
    assert "segretissima" not in client.get(at(eco, "mail-account", account.pk)).content.decode()
    client.post(at(eco, "mail-account", account.pk), {**typed, **ports})
    assert MailAccount.objects.of(eco.company).get(pk=account.pk).smtp_password() == "segretissima"
    again = client.post(at(eco, "new-mail-account"), {**typed, **ports})
    assert (again.status_code, MailAccount.objects.of(eco.company).count()) == (409, 1)


def test_an_account_is_tried_and_the_server_s_words_are_shown(eco: House) -> None:
    with smtp_stub.running() as stub:
        MailAccount.objects.of(eco.company).update(smtp_port=stub.port)
        where, typed = at(eco, "try-mail-account", eco.rows["account"].pk), {"to": "io@example.it"}
        assert eco.client().post(where, typed).status_code == 302
        stub.replies["MAIL"] = ["550 not you"]
        refused = eco.client().post(where, typed)
    assert (refused.status_code, "550 not you" in refused.content.decode(), len(stub.mails)) == (409, True, 1)


def test_who_configures_says_how_letters_go(eco: House) -> None:
    typed = {"way:request.receipt": "pec", "auto:request.receipt": "on"}
    assert eco.client().post(at(eco, "sending-rules"), typed).status_code == 302
    rule = SendingRule.objects.of(eco.company).get()
    assert (rule.channel, rule.is_automatic) == ("pec", True)


def test_a_colleague_sees_mail_of_no_case_only_when_he_handles_mail(eco: House) -> None:
    loose = make.message(eco.company, subject="Senza pratica")
    assert eco.client("idle").get(at(eco, "message", loose.key)).status_code == 404
    assert eco.client().get(at(eco, "message", loose.key)).status_code == 200
    assert "Senza pratica" not in eco.client("idle").get(at(eco, "messages")).content.decode()


def test_a_doubt_is_settled_on_the_page(eco: House) -> None:
    doubted = make.message(eco.company, case=eco.draft, status="unknown", attempts=1)
    assert eco.client().post(at(eco, "message", doubted.key), {"step": "confirm"}).status_code == 302
    given = make.given(EvidenceKind.ACCEPTANCE)
    evidence.record(doubted, given, actor=SYSTEM(eco.company.pk, []), now=make.NOW)
    assert Message.objects.of(eco.company).get(pk=doubted.pk).status == "sent"


def test_the_page_of_rules_says_when_what_was_sent_counts_as_received_and_what_is_still_to_be_confirmed(eco):
    shared = {"list": "presumed_delivery", "valid_from": "2020-01-01", "label_it": "Ricevuta dopo 10 giorni"}
    Code.objects.create(**shared, code="post", source="ARERA", extra={"days": "10"})
    where = reverse("desk:sending-rules", args=[eco.company.slug])
    page = eco.client().get(where).content.decode()
    assert "Ricevuta dopo 10 giorni" in page
    assert "da confermare</span>" not in page
    Code.objects.create(**shared, code="email", source="un venditore", extra={"days": "10", "to_confirm": True})
    assert "da confermare</span>" in eco.client().get(where).content.decode()
