"""What a person does about a dispatch that failed, and what the page shows him."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.models import CaseEvent, Dispatch
from cases.outbox import relay
from cases.outbox.consumers import Consumer
from cases.outbox.failures import Undeliverable
from cases.queries import dispatches as page
from cases.services import dispatches
from cases.services.errors import NotPermitted, Refused
from tests.factories import cases as make
from tests.factories.outbox import NOW, announced, fresh, subscribed

pytestmark = pytest.mark.django_db


@pytest.fixture
def meg(eco):
    return make.actor(eco, "meg@example.org", "cases.repair")


@pytest.fixture
def parked(eco, recorder):
    """The first of three of one key, parked."""
    recorder.broken["a"] = Undeliverable("The customer does not exist.")
    rows = announced(eco, "a", "b", "c")
    relay.run_once(NOW, "here")
    return fresh(rows[0])


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


def test_a_retry_delivers_it_and_what_waited_behind_it_in_order(parked, meg, recorder):
    recorder.broken.clear()
    dispatches.retry(parked, actor=meg, now=NOW)
    relay.run_once(NOW, "here")
    assert recorder.words == ["a", "b", "c"]


def test_a_drop_needs_a_reason_and_lets_the_others_go_on(parked, meg, recorder):
    with pytest.raises(Refused) as refused:
        dispatches.drop(parked, actor=meg, now=NOW, reason="  ")
    assert codes(refused) == ["reason_missing"]
    dispatches.drop(parked, actor=meg, now=NOW, reason="Sent by hand.")
    relay.run_once(NOW, "here")
    assert recorder.words == ["b", "c"]
    assert (fresh(parked).status, fresh(parked).dropped_reason) == ("dropped", "Sent by hand.")


def test_without_the_duty_to_repair_nothing_changes(parked, eco):
    clerk = make.actor(eco, "clerk@example.org", *make.ENTER)
    with pytest.raises(NotPermitted):
        dispatches.retry(parked, actor=clerk, now=NOW)
    with pytest.raises(NotPermitted):
        dispatches.drop(parked, actor=clerk, now=NOW, reason="why not")
    assert fresh(parked).status == "parked"


def test_who_repairs_in_another_company_repairs_nothing_here(parked):
    stranger = make.actor(make.company("lumen"), "stranger@example.org", "cases.repair")
    with pytest.raises(NotPermitted):
        dispatches.retry(parked, actor=stranger, now=NOW)


def test_what_was_settled_meanwhile_is_not_settled_again(parked, meg):
    dispatches.drop(parked, actor=meg, now=NOW, reason="Sent by hand.")
    with pytest.raises(Refused) as refused:
        dispatches.retry(parked, actor=meg, now=NOW)
    assert codes(refused) == ["dispatch_settled"]


def test_what_was_never_tried_is_not_given_up(eco, meg, recorder):
    (row,) = announced(eco, "a")
    with pytest.raises(Refused) as refused:
        dispatches.drop(row, actor=meg, now=NOW, reason="Not wanted.")
    assert codes(refused) == ["dispatch_not_failed"]


def test_a_decision_about_a_case_stands_in_its_journal(eco, meg):
    def handle(dispatch, now):
        raise Undeliverable("No.")

    ada = make.actor(eco, "ada@example.org", *make.ENTER)
    with subscribed(Consumer("strict", ("waste_approval.*",), handle)):
        case = make.opened(eco, ada)
        relay.run_once(NOW, "here")
        dispatch = Dispatch.objects.of(eco).get()
        dispatches.retry(dispatch, actor=meg, now=NOW)
        relay.run_once(NOW, "here")
        dispatches.drop(dispatch, actor=meg, now=NOW, reason="Sent by hand.")
    kinds = CaseEvent.objects.of(eco).filter(case=case).order_by("seq").values_list("kind", "actor_name")
    assert list(kinds)[1:] == [("dispatch.retried", "Meg"), ("dispatch.dropped", "Meg")]


def test_the_page_shows_why_and_how_many_wait_behind(parked, meg, eco, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        shown = page.dispatches(meg, status="parked")
    (row,) = shown.rows
    assert (row.status, row.behind, row.trouble.code) == ("parked", 2, "failed")
    assert row.trouble.message.format(**row.trouble.params) == "It could not be done: The customer does not exist."
    assert [behind.payload["word"] for behind in page.waiting_behind(parked)] == ["b", "c"]
    figures = page.counts(meg)
    assert (figures.waiting.number, figures.pausing.number, figures.parked.number) == (2, 0, 1)


def test_the_page_shows_nothing_of_another_company(parked):
    stranger = make.actor(make.company("lumen"), "stranger@example.org", "cases.repair")
    assert page.dispatches(stranger).rows == []
    assert page.counts(stranger).parked.number == 0


def test_the_lag_is_that_of_the_relay_not_of_a_person(parked, eco):
    later = NOW + timedelta(minutes=5)
    assert page.lag(later) == 0
    announced(eco, "d", key="other")
    assert page.lag(later) == 300
