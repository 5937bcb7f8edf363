"""Letters on paper: merged in postal order with a code on page 1, booked as posted, as received, as come back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.models import Case, WorkItem
from cases.rules.days import day_of, start_of_day
from documents import store
from documents.models import Channel, DocumentStatus, EvidenceKind, Letter, Message, PdfState, PrintBatch
from documents.queries.messages import letters_sent, lost_letters
from documents.services.keeping import Made, keep
from documents.services.messages import codes, deciding, printing, sweeping
from documents.services.messages.deciding import Booking
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write
from registry.actors import Actor
from registry.models import Code, Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories import letters
from tests.factories import messages as make
from tests.paper import request

NOW = make.NOW
TODAY = day_of(NOW)
K = EvidenceKind
STREETS = [("20100", "Via Roma 1", "IT"), ("00184", "Via Cavour 2", "IT"), ("20100", "Corso Como 3", "IT")]
Upload = Callable[..., Any]


@pytest.fixture
def clerk(company: Company) -> Actor:
    return cast.actor(company, "clerk@example.it", *request.process.duties, "documents.send", *cast.PAPERS)


@pytest.fixture
def case(company: Company, clerk: Actor) -> Iterator[Case]:
    with make.requests():
        yield make.case(company, clerk)


@pytest.fixture
def letter(case: Case, upload: Upload, clerk: Actor, django_capture_on_commit_callbacks: Any) -> Letter:
    row = letters.row(case, upload(case=case))
    with django_capture_on_commit_callbacks(execute=True):
        made = Made(good.pdf(), "lettera.pdf", "application/pdf", "letter", "Lettera", TODAY)
        row.pdf, row.pdf_state = keep(made, case, actor=clerk, now=NOW), PdfState.MADE
    row.save()
    return row


def posted(
    case: Case, letter: Letter, clerk: Actor, place: tuple[str, str, str] = STREETS[0], **values: Any
) -> Message:
    code, street, country = place
    to = [Addressee(name="Rossi", street=street, postal_code=code, city="Città", country=country)]
    known = {"key": uuid4(), "channel": Channel.POST, "to": to, "subject": "Diffida", "letter": letter}
    return write(case, Draft(**{**known, **values}), actor=clerk, now=NOW)


def fresh(message: Message) -> Message:
    return Message.objects.of(message.company_id).get(pk=message.pk)


def made(messages: list[Message], clerk: Actor, commit: Any) -> PrintBatch:
    batch = printing.gather([each.key for each in messages], is_double_sided=True, actor=clerk, now=NOW)
    with commit(execute=True):
        assert sweeping.sweep(NOW).printed == 1
        assert sweeping.sweep(NOW).printed == 0
    return PrintBatch.objects.of(batch.company_id).get(pk=batch.pk)


def test_a_batch_is_one_pdf_in_postal_order_with_a_code_on_page_1(
    case: Case, letter: Letter, clerk: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    messages = [posted(case, letter, clerk, place) for place in [("10115", "Allee 1", "DE"), *STREETS]]
    batch = made(messages, clerk, django_capture_on_commit_callbacks)
    pages = PdfReader(io.BytesIO(store.locate(batch.file).read_bytes())).pages
    found = [page.extract_text() for page in pages]
    order = [messages[index].code for index in (2, 3, 1, 0)]
    assert [codes.shown(code) in text for code, text in zip(order, found[::2], strict=True)] == [True] * 4
    assert (batch.letters, batch.pages, len(found)) == (4, 8, 8)
    assert "".join(found[1::2]) == ""
    with pytest.raises(MessageRefused):
        printing.gather([each.key for each in messages], is_double_sided=True, actor=clerk, now=NOW)


def test_a_letter_that_cannot_be_printed_goes_back_to_wait(
    case: Case, letter: Letter, clerk: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    fine, wordy = posted(case, letter, clerk), posted(case, letter, clerk, STREETS[1])
    Message.objects.of(case.company).filter(pk=wordy.pk).update(letter=None)
    batch = made([fine, wordy], clerk, django_capture_on_commit_callbacks)
    assert (batch.letters, fresh(wordy).batch, fresh(wordy).failure != "") == (1, None, True)


def test_ordinary_letters_are_posted_together_and_registered_ones_by_their_number(
    case: Case, letter: Letter, clerk: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    ordinary = posted(case, letter, clerk)
    registered = posted(case, letter, clerk, STREETS[1], channel=Channel.REGISTERED)
    batch = made([ordinary, registered], clerk, django_capture_on_commit_callbacks)
    assert printing.post_batch(batch, TODAY, actor=clerk, now=NOW) == 1
    assert (fresh(ordinary).status, fresh(registered).status) == ("sent", "queued")
    with pytest.raises(MessageRefused) as refused:
        deciding.book(registered, Booking(kind=K.POSTING, on=TODAY), actor=clerk, now=NOW)
    assert refused.value.refusals[0].code == "posting_number_missing"
    deciding.book(registered, Booking(kind=K.POSTING, on=TODAY, number="14500"), actor=clerk, now=NOW)
    card = Booking(kind=K.RETURN_CARD, on=TODAY + timedelta(days=4))
    deciding.book(registered, card, actor=clerk, now=NOW + timedelta(days=5))
    assert (fresh(registered).status, fresh(registered).delivered_at) == ("delivered", start_of_day(card.on))


def test_a_letter_that_comes_back_is_booked_by_its_code_and_seen_by_guards(
    case: Case, letter: Letter, clerk: Actor
) -> None:
    message = posted(case, letter, clerk)
    with pytest.raises(MessageRefused) as early:
        deciding.returned(message.code, TODAY, "", actor=clerk, now=NOW)
    assert early.value.refusals[0].code == "code_not_posted"
    deciding.book(message, Booking(kind=K.POSTING, on=TODAY), actor=clerk, now=NOW)
    typed = f" {codes.shown(message.code).lower()} "
    for _twice in range(2):
        deciding.returned(typed, TODAY, "sconosciuto", actor=clerk, now=NOW)
    assert (fresh(message).status, fresh(message).failure) == ("failed", "Rossi: sconosciuto")
    (sent,) = letters_sent(case.company_id, [case.pk])[case.pk]
    assert (sent.kind, sent.is_returned, sent.sent_on, sent.status) == ("receipt", True, TODAY, "failed")
    assert WorkItem.objects.of(case.company).filter(step="message.failed").count() == 1
    with pytest.raises(MessageRefused) as unknown:
        deciding.returned("AAAA-1111", TODAY, "", actor=clerk, now=NOW)
    assert unknown.value.refusals[0].code == "code_unknown"


def test_a_letter_that_came_back_is_lost_until_it_goes_out_once_more(case: Case, letter: Letter, clerk: Actor) -> None:
    def lost(kind: str = "receipt") -> dict[int, Any]:
        return dict(lost_letters(case.company_id, [case.pk], kind))

    message = posted(case, letter, clerk)
    deciding.book(message, Booking(kind=K.POSTING, on=TODAY), actor=clerk, now=NOW)
    assert lost() == {}
    deciding.returned(message.code, TODAY, "sconosciuto", actor=clerk, now=NOW)
    assert (lost(), lost("another")) == ({case.pk: letter.dated}, {})
    again = posted(case, letter, clerk, STREETS[1], resends=fresh(message))
    assert lost() == {}
    deciding.withdraw(again, actor=clerk, now=NOW)
    assert lost() == {case.pk: letter.dated}


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        (K.FAX_REPORT, TODAY, "message_booking_wrong"),
        (K.POSTING, TODAY + timedelta(days=1), "message_booking_in_future"),
        (K.POSTING, TODAY - timedelta(days=1), "message_booking_too_early"),
    ],
)
def test_a_booking_that_cannot_be_is_refused(
    kind: EvidenceKind, on: Any, code: str, case: Case, letter: Letter, clerk: Actor
) -> None:
    message = posted(case, letter, clerk)
    with pytest.raises(MessageRefused) as refused:
        deciding.book(message, Booking(kind=kind, on=on), actor=clerk, now=NOW)
    assert [each.code for each in refused.value.refusals] == [code]
    assert not message.evidence.exists()


def test_what_goes_by_hand_or_fax_is_booked_with_its_day(case: Case, clerk: Actor) -> None:
    for channel, kind in ((Channel.HAND, K.HANDED_OVER), (Channel.FAX, K.FAX_REPORT)):
        to = [Addressee(name="Rossi", address="02 123456")]
        draft = Draft(key=uuid4(), channel=channel, to=to, subject="Avviso", body="A mano.")
        message = write(case, draft, actor=clerk, now=NOW)
        deciding.book(message, Booking(kind=kind, on=TODAY), actor=clerk, now=NOW)
        assert fresh(message).status == "delivered"


@pytest.mark.parametrize("channel", [Channel.POST, Channel.REGISTERED])
def test_a_letter_by_post_goes_to_one_for_its_code_books_what_comes_back(
    case: Case, letter: Letter, clerk: Actor, channel: Channel
) -> None:
    both = [
        Addressee(name=name, street=street, postal_code=code, city="Città")
        for name, (code, street, _country) in zip(("Rossi", "Studio Verdi"), STREETS, strict=False)
    ]
    with pytest.raises(MessageRefused) as refused:
        posted(case, letter, clerk, channel=channel, to=both)
    assert [each.code for each in refused.value.refusals] == ["message_post_to_one"]
    assert not Message.objects.of(case.company).exists()
    codes_given = {posted(case, letter, clerk, channel=channel, to=[each]).code for each in both}
    assert len(codes_given) == 2


def test_only_a_complete_address_and_our_own_paper_go_by_post(
    case: Case, letter: Letter, clerk: Actor, upload: Upload
) -> None:
    stranger = upload(case=case)
    assert stranger.status != DocumentStatus.ISSUED
    with pytest.raises(MessageRefused) as refused:
        posted(case, letter, clerk, ("123", "Via Roma", "IT"), documents=[stranger])
    assert [each.code for each in refused.value.refusals] == ["message_address_incomplete", "message_without_letter"]


def test_delivery_is_presumed_by_the_dated_row_in_force_when_it_was_sent(
    case: Case, letter: Letter, clerk: Actor
) -> None:
    row = {"list": sweeping.LIST, "code": "post", "label_it": "x", "source": "ARERA"}
    Code.objects.create(**row, valid_from=TODAY - timedelta(days=900), valid_to=TODAY, extra={"days": 10})
    Code.objects.create(**row, valid_from=TODAY + timedelta(days=1), extra={"days": 3})
    message = posted(case, letter, clerk)
    deciding.book(message, Booking(kind=K.POSTING, on=TODAY), actor=clerk, now=NOW)
    assert sweeping.presume(NOW + timedelta(days=9)) == 0
    assert [sweeping.presume(NOW + timedelta(days=10)) for _twice in range(2)] == [1, 0]
    assert fresh(message).presumed_delivered_on == TODAY + timedelta(days=10)
    deciding.returned(message.code, TODAY + timedelta(days=11), "", actor=clerk, now=NOW + timedelta(days=11))
    assert fresh(message).presumed_delivered_on is None


@given(st.integers(0, 7), st.sampled_from(codes.LETTERS))
def test_one_wrong_letter_of_a_code_is_noticed(place: int, other: str) -> None:
    code = codes.new()
    assert codes.read(codes.shown(code)) == code
    wrong = code[:place] + other + code[place + 1 :]
    assert wrong == code or codes.read(wrong) == ""
