"""A process reacts to another: through the one door, as the machine, once; a refusal comes back as work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.definition import catalogue
from cases.models import Case, CaseEvent, Dispatch, WorkItem
from cases.outbox import at_once, delivery, relay
from cases.outbox.consumers import Consumer
from cases.services import reactions
from cases.services.errors import NotPermitted, Refused
from tests.factories import cases as make
from tests.factories.outbox import NOW, announced, fresh, subscribed

pytestmark = pytest.mark.django_db


def open_another(dispatch, now):
    """A second approval for the same customer: inputs come from the payload, so nothing is typed twice."""
    customer = dispatch.event.case.customer
    return reactions.open_case(dispatch, now, "waste_approval", customer=customer, inputs=make.sheet(site=None))


def pass_it_on(dispatch, now):
    return reactions.move_case(dispatch, now, dispatch.event.case, "pass_on")


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER)


@pytest.fixture
def machine_may(monkeypatch):
    """Give the machine duties in the table of the process."""

    def give(*duties):
        process = replace(catalogue.get("waste_approval"), machine_duties=duties)
        monkeypatch.setitem(catalogue._processes, "waste_approval", process)

    return give


def reacting(handle, **values):
    return subscribed(Consumer("reaction", ("waste_approval.submit",), handle, **values))


def submitted(eco, ada, **values):
    return make.moved(make.opened(eco, ada, **values), "submit", ada)


def test_a_reaction_opens_a_case_as_the_machine(eco, ada, machine_may):
    machine_may("enter_sheet")
    with reacting(open_another):
        first = submitted(eco, ada).case
        relay.run_once(NOW, "here")
    second = Case.objects.of(eco).exclude(pk=first.pk).get()
    event = second.events.get()
    assert (event.origin, event.actor_id, event.actor_name) == ("reaction", None, "Pratica")
    assert Dispatch.objects.of(eco).get().result["case"] == second.number


def test_a_replay_opens_no_second_case(eco, ada, machine_may):
    machine_may("enter_sheet")
    with reacting(open_another):
        submitted(eco, ada)
        relay.run_once(NOW, "here")
        dispatch = Dispatch.objects.of(eco).select_related("event__case").get()
        assert open_another(dispatch, NOW)["repeated"]
    assert Case.objects.of(eco).count() == 2


def test_the_machine_has_the_duties_the_table_gives_it_and_no_other(eco, ada, machine_may):
    machine_may("review_technically")
    with reacting(open_another):
        submitted(eco, ada)
        assert relay.run_once(NOW, "here").parked == 1
    assert Dispatch.objects.of(eco).get().last_error == (
        "The process does not give the machine the duty “enter_sheet”."
    )


def refuse_it(eco, ada, machine_may):
    """Two moves that wait for one reaction: the case moved on before the machine came to it."""
    machine_may("check_administratively")
    case = submitted(eco, ada).case
    clerk = make.actor(eco, "clerk@example.org", *make.CHECK)
    make.moved(case, "return_to_draft", clerk, inputs={"reason": "incomplete"})
    relay.run_once(NOW, "here")
    return case, WorkItem.objects.of(eco).get(step=reactions.REFUSED_STEP)


def test_a_refusal_comes_back_as_work_with_its_reasons(eco, ada, machine_may):
    with reacting(pass_it_on):
        case, item = refuse_it(eco, ada, machine_may)
    assert (item.case_id, item.queue, item.status) == (case.pk, "waste_approval.enter_sheet", "open")
    assert item.reason
    assert Dispatch.objects.of(eco).get().result == {"refused": ["wrong_state"], "work_item": item.pk}
    event = CaseEvent.objects.of(eco).get(kind="reaction.refused")
    assert (event.origin, event.actor_name) == ("reaction", "Pratica")


def test_after_the_reasons_are_seen_to_the_reaction_is_judged_again(eco, ada, machine_may):
    with reacting(pass_it_on):
        case, item = refuse_it(eco, ada, machine_may)
        reactions.again(item, actor=ada, now=NOW)
        item = WorkItem.objects.of(eco).get(step=reactions.REFUSED_STEP, status="open")
        make.moved(Case.objects.of(eco).get(pk=case.pk), "submit", ada)
        result = reactions.again(item, actor=ada, now=NOW)
    assert result["case"] == case.number
    assert Case.objects.of(eco).get(pk=case.pk).state == "under_technical_review"
    assert not WorkItem.objects.of(eco).filter(step=reactions.REFUSED_STEP, status="open").exists()


def test_a_person_may_end_the_work_because_it_is_done_otherwise(eco, ada, machine_may):
    with reacting(pass_it_on):
        _case, item = refuse_it(eco, ada, machine_may)
    outsider = make.actor(eco, "cy@example.org", *make.APPROVE)
    with pytest.raises(NotPermitted):
        reactions.settle(item, actor=outsider, now=NOW)
    reactions.settle(item, actor=ada, now=NOW, words="Done by phone.")
    with pytest.raises(Refused):
        reactions.settle(item, actor=ada, now=NOW)
    assert CaseEvent.objects.of(eco).filter(kind="reaction.settled", actor_name="Ada").exists()


def test_the_desk_waits_for_what_it_awaits_and_learns_where_to_go(eco, ada, machine_may):
    machine_may("enter_sheet")
    with reacting(open_another, awaited=True):
        event = submitted(eco, ada).event
        (dispatch,) = at_once.deliver_awaited(event, NOW)
        assert Case.objects.of(eco).filter(number=dispatch.result["case"]).exists()
        assert relay.run_once(NOW, "here").delivered == 0


def test_the_desk_does_not_wait_for_others(eco, ada, machine_may):
    machine_may("enter_sheet")
    with reacting(open_another):
        assert at_once.deliver_awaited(submitted(eco, ada).event, NOW) == []


def test_what_waits_before_it_is_delivered_first(eco, recorder):
    rows = announced(eco, "a", "b", "c")
    assert at_once.deliver_now(rows[1], NOW).status == "delivered"
    assert recorder.words == ["a", "b"]


def test_behind_a_parked_one_the_desk_does_not_wait(eco, recorder):
    recorder.broken["a"] = ValueError("no")
    rows = announced(eco, "a", "b")
    assert at_once.deliver_now(rows[1], NOW).status == "waiting"
    assert fresh(rows[0]).attempts == 1
    assert at_once.deliver_now(rows[1], NOW).attempts == 0


def test_when_another_has_it_the_desk_waits_as_long_as_its_patience(eco, recorder, monkeypatch):
    naps = []
    monkeypatch.setattr(delivery, "claim", lambda pk: None)
    monkeypatch.setattr(delivery.attempt, "__defaults__", (delivery.claim,))
    monkeypatch.setattr(at_once, "sleep", naps.append)
    monkeypatch.setattr(at_once, "monotonic", iter(range(100)).__next__)
    (row,) = announced(eco, "a")
    assert at_once.deliver_now(row, NOW).status == "waiting"
    assert naps == [at_once.GLANCE, at_once.GLANCE]
