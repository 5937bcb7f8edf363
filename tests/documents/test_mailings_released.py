"""A mailing that was released: who withdraws meanwhile, who died, who answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Notice
from documents.models import Channel, Mailing, MailingRow, MailingStatus, Message
from documents.queries.messages import troubled_without_case
from documents.services.mailings import drafts, lists, preparing, releasing, trying
from documents.services.mailings.refusals import MailingRefused
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write
from documents.services.messages.writing_many import write_many
from registry.actors import SYSTEM, Actor
from registry.duties import MERGE_CUSTOMERS, DutyMissing
from registry.models import Company, Customer
from registry.services.merging import merge
from tests.documents import good
from tests.documents.test_mailings import boss, fresh, why, written
from tests.factories import cases as cast
from tests.factories import mailings as make
from tests.factories import mails
from tests.factories.documents import uploaded
from tests.factories.incoming import arrive

__all__ = ["boss"]
NOW = make.NOW
pytestmark = pytest.mark.usefixtures("read_here", "committed")


def test_who_withdraws_in_between_gets_nothing(company: Company, boss: Actor) -> None:
    first, _second = make.customers(company, 2)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    make.consent(first, given=False, on=date(2026, 11, 16))
    assert releasing.release_some(NOW) == 1
    assert why(mailing) == {"C000100": "withdrawn", "C000101": ""}


def test_it_stops_midway_and_goes_on_where_it_stopped(
    company: Company, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.customers(company, 5)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    monkeypatch.setattr(releasing, "AT_ONCE", 2)
    assert releasing.release_some(NOW) == 2
    releasing.stop(mailing, actor=boss, now=NOW)
    assert releasing.release_some(NOW) == 0
    releasing.release(mailing, actor=boss, now=NOW)
    assert [releasing.release_some(NOW) for _round in range(3)] == [2, 1, 0]
    assert len(written(mailing)) == 5
    assert Message.objects.of(company).count() == 5


def test_the_pace_of_the_mail_provider_is_kept(company: Company, boss: Actor) -> None:
    make.customers(company, 3)
    mailing = make.prepared(boss, per_minute=2)
    releasing.release(mailing, actor=boss, now=NOW)
    rounds = [releasing.release_some(NOW + timedelta(seconds=after)) for after in (0, 30, 61)]
    assert rounds == [2, 0, 1]


def test_a_worker_that_died_after_writing_does_not_write_twice(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    MailingRow.objects.of(company).update(message=None)
    Mailing.objects.of(company).filter(pk=mailing.pk).update(status=MailingStatus.RELEASING)
    releasing.release_some(NOW)
    assert Message.objects.of(company).count() == 1
    assert written(mailing) == ["C000100"]


def test_only_who_may_releases_and_it_stops_when_he_has_left(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.prepared(boss)
    clerk = cast.actor(company, "clerk2@example.it", "documents.send")
    with pytest.raises(DutyMissing):
        releasing.release(mailing, actor=clerk, now=NOW)
    releasing.release(mailing, actor=boss, now=NOW)
    Mailing.objects.of(company).update(released_by=clerk.user_id)
    assert releasing.release_some(NOW) == 0
    assert (fresh(mailing).status, fresh(mailing).trouble) == (MailingStatus.STOPPED, releasing.NOBODY)


def test_a_message_or_a_mailing_that_breaks_holds_up_no_other(
    company: Company, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.customers(company, 3)
    broken = make.prepared(boss)
    sound = make.prepared(boss, list=broken.list)
    for each in (broken, sound):
        releasing.release(each, actor=boss, now=NOW)
    bad, papers_of = MailingRow.objects.of(company).filter(mailing=sound).order_by("pk")[0], releasing.papers_of

    def breaks(about: Sequence[tuple[Customer, Draft]], **options: Any) -> list[Message]:
        if releasing.key_of(sound, bad.customer_id) in {draft.key for _customer, draft in about}:
            raise RuntimeError("broken")
        return write_many(about, **options)

    def misses(mailing: Mailing) -> object:
        if mailing.pk == broken.pk:
            raise RuntimeError("broken")
        return papers_of(mailing)

    monkeypatch.setattr(releasing, "write_many", breaks)
    monkeypatch.setattr(releasing, "papers_of", misses)
    assert releasing.release_some(NOW) == 2
    assert (fresh(broken).status, fresh(sound).status) == (MailingStatus.RELEASING, MailingStatus.RELEASED)
    assert [each.words for each in MailingRow.objects.of(company).filter(why_not="refused")] == [releasing.BROKE]


def test_what_was_released_is_not_changed_any_more(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.mailing(boss)
    wanted = drafts.Wanted(name="Altra", list=mailing.list, purpose="marketing", texts={"it": make.TEXT})
    with pytest.raises(MailingRefused) as refused:
        releasing.release(mailing, actor=boss, now=NOW)
    assert refused.value.refusals[0].code == "mailing_not_prepared"
    preparing.prepare(mailing, actor=boss, now=NOW)
    assert drafts.save(mailing, wanted, actor=boss, now=NOW).status == MailingStatus.DRAFT
    assert why(mailing) == {}
    preparing.prepare(mailing, actor=boss, now=NOW)
    releasing.release(mailing, actor=boss, now=NOW)
    with pytest.raises(MailingRefused):
        drafts.save(mailing, wanted, actor=boss, now=NOW)


def test_a_reply_is_the_customers_and_a_returned_mail_marks_his_address(company: Company, boss: Actor) -> None:
    first, second = make.customers(company, 2)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    answered, returned = Message.objects.of(company).order_by("customer__code")
    reply = arrive(company, mails.mail(From=first.email, In_Reply_To=answered.rfc_message_id)).message
    assert (reply.customer, reply.status, reply.case) == (first, "received", None)
    assert Notice.objects.of(company).get(kind="message_received").user_id == boss.user_id
    arrive(company, mails.bounce(returned.rfc_message_id.strip("<>"), address=second.email))
    assert troubled_without_case(boss) == 0, "the page of the mailing says it"
    returned.refresh_from_db()
    asked = Draft(key=uuid4(), channel=Channel.EMAIL, to=[Addressee(address=second.email)], subject="x", body="x")
    with pytest.raises(MessageRefused) as refused:
        write(second, replace(asked, resends=returned), actor=boss, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["message_is_an_offer"]
    again = make.prepared(boss, list=mailing.list)
    assert why(again) == {"C000100": "", "C000101": "address_failed"}


def test_a_customer_merged_away_gets_nothing_and_two_rows_do_not_stop_the_merge(company: Company, boss: Actor) -> None:
    kept, gone, third = make.customers(company, 3)
    saved = make.saved_list(boss, is_by_hand=True, added=[each.code for each in (kept, gone, third)])
    mailing = make.prepared(boss, list=saved)
    merge(kept, gone, actor=SYSTEM(company.pk, [MERGE_CUSTOMERS]), now=NOW)
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    assert written(mailing) == ["C000100", "C000102"]
    assert why(mailing)["C000101"] == "merged"
    assert {each.code for each in lists.members(saved, NOW.date())} == {"C000100", "C000102"}
    merge(kept, third, actor=SYSTEM(company.pk, [MERGE_CUSTOMERS]), now=NOW)


def test_it_is_tried_on_customers_and_sent_to_oneself_and_nothing_is_kept(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.mailing(boss, texts={"it": ("Per {{ customer.name }}", "P.IVA {{ customer.vat_number }}")})
    (trial,) = trying.trials(mailing, now=NOW)
    assert (trial.subject, trial.missing) == ("Per Cliente 100", ("customer.vat_number",))
    trying.send_test(mailing, "io@example.it", actor=boss, now=NOW)
    assert [each.to for each in mail.outbox] == [["io@example.it"]]
    assert not Message.objects.of(company).exists()
    with pytest.raises(MessageRefused) as against:
        trying.send_test(mailing, "io@bücher.example", actor=boss, now=NOW)
    assert [each.code for each in against.value.refusals] == ["message_address_wrong"]
    assert len(mail.outbox) == 1


def test_one_who_is_refused_among_fifty_is_named_and_the_others_get_theirs(company: Company, boss: Actor) -> None:
    make.customers(company, 3)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    MailingRow.objects.of(company).filter(customer__code="C000101").update(address="nowhere")
    assert releasing.release_some(NOW) == 2
    row = MailingRow.objects.of(company).get(why_not="refused")
    assert (row.customer.code, "nowhere" in row.words, row.message) == ("C000101", True, None)
    assert written(mailing) == ["C000100", "C000102"]


def test_a_stop_between_two_portions_is_heard(company: Company, boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    make.customers(company, 5)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    monkeypatch.setattr(releasing, "TOGETHER", 2)
    closing, seen = releasing.closing, []

    def stopped_at_the_third(*about: Any) -> str:
        seen.append(about)
        if len(seen) == 3:
            releasing.stop(mailing, actor=boss, now=NOW)
        return closing(*about)

    monkeypatch.setattr(releasing, "closing", stopped_at_the_third)
    assert releasing.release_some(NOW) == 2
    assert (fresh(mailing).status, len(written(mailing))) == (MailingStatus.STOPPED, 2)


def test_a_row_that_goes_over_to_another_customer_meanwhile_is_written_for_him(
    company: Company, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, _other = make.customers(company, 2)
    (kept,) = make.customers(company, 1, first=200, province="BO")
    saved = make.saved_list(boss, name="Due", left_out=[kept.code])
    mailing = make.prepared(boss, list=saved)
    releasing.release(mailing, actor=boss, now=NOW)
    chosen = releasing._next

    def merged_after(*about: Any) -> list[MailingRow]:
        rows = list(chosen(*about))
        monkeypatch.setattr(releasing, "_next", chosen)
        merge(kept, gone, actor=SYSTEM(company.pk, [MERGE_CUSTOMERS]), now=NOW)
        return rows

    monkeypatch.setattr(releasing, "_next", merged_after)
    assert [releasing.release_some(NOW) for _round in range(3)] == [1, 1, 0]
    assert written(mailing) == ["C000101", "C000200"]
    assert Message.objects.of(company).get(customer=kept).body.startswith("Spett. Cliente 200,")


def test_writing_asks_as_often_for_many_customers_as_for_few(company: Company, boss: Actor) -> None:
    def asked(number: int, first: int) -> int:
        make.customers(company, number, first=first, province="BO")
        mailing = make.prepared(boss, list=make.saved_list(boss, name=f"{first}", left_out=before))
        releasing.release(mailing, actor=boss, now=NOW)
        before.extend(Customer.objects.of(company).values_list("code", flat=True))
        with CaptureQueriesContext(connection) as told:
            assert releasing.release_some(NOW) == number
        return len(told)

    before: list[str] = []
    assert asked(2, 100) == asked(40, 200)


def test_documents_go_with_every_message(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.mailing(boss)
    paper = uploaded(company, boss, good.pdf(), name="listino.pdf", kind="letter")
    drafts.attach(mailing, paper, actor=boss)
    preparing.prepare(mailing, actor=boss, now=NOW)
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    (message,) = Message.objects.of(company)
    assert [each.document for each in message.attachments.all()] == [paper]


def test_preparing_asks_as_often_for_many_customers_as_for_few(
    company: Company, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PORTION", 50)
    mailing = make.mailing(boss)

    def asked(more: int, first: int) -> int:
        make.customers(company, more, first=first)
        with CaptureQueriesContext(connection) as told:
            preparing.prepare(mailing, actor=boss, now=NOW)
        return len(told)

    few, full = asked(5, 100), asked(44, 200)
    assert few == full, "within a portion the number of customers does not matter"
    two = asked(50, 300)
    assert two - full <= 8, "a portion more"
    assert Counter(why(mailing).values()) == {"": 99}


def test_another_company_is_not_written_to(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    make.customers(cast.company("lumen"), 1, first=500)
    assert why(make.prepared(boss)) == {"C000100": ""}
