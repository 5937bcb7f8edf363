"""One door: what a transition leaves behind, and what it refuses."""

from __future__ import annotations

from uuid import uuid4

import pytest

from cases.models import Case, CaseEvent, Deadline, WorkItem
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.transitions import perform
from tests.factories import cases as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def eco():
    return make.company()


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER)


@pytest.fixture
def draft(eco, ada):
    return make.opened(eco, ada)


def test_opening_gives_the_next_number_of_the_year_and_writes_event_one(eco, ada):
    first, second = make.opened(eco, ada), make.opened(eco, ada)
    assert [first.number, second.number] == ["OM-2026-000001", "OM-2026-000002"]
    event = first.events.get()
    assert (event.seq, event.kind, event.from_state, event.to_state) == (1, "waste_approval.open", "", "draft")
    assert first.head_hash == event.hash


def test_opening_twice_with_one_command_opens_one_case(eco, ada):
    make.waste_code("170504")
    command = make.command(ada, inputs=make.sheet())
    first = make.open_case("waste_approval", eco, None, command)
    again = make.open_case("waste_approval", eco, None, command)
    assert again.repeated
    assert again.case.pk == first.case.pk
    assert Case.objects.of(eco).count() == 1


def test_a_move_changes_state_version_and_journal_together(draft, ada):
    performed = make.moved(draft, "submit", ada)
    case = Case.objects.of(draft.company_id).get(pk=draft.pk)
    assert (case.state, case.version, case.seq) == ("under_administrative_check", 2, 2)
    assert (performed.event.from_state, performed.event.to_state) == ("draft", "under_administrative_check")
    assert case.head_hash == performed.event.hash


def test_a_move_ends_the_work_of_the_state_left_and_opens_the_next(draft, ada):
    make.moved(draft, "submit", ada)
    items = {item.state: item for item in WorkItem.objects.of(draft.company_id)}
    assert items["draft"].status == "done"
    assert items["under_administrative_check"].queue == "waste_approval.check_administratively"
    deadline = Deadline.objects.of(draft.company_id).get()
    assert items["under_administrative_check"].due_at == deadline.due_at


def test_the_same_command_twice_is_done_once(draft, ada):
    command = make.command(ada, version=draft.version)
    first = perform(draft, "submit", command)
    again = perform(draft, "submit", command)
    assert again.repeated
    assert again.event.pk == first.event.pk
    assert CaseEvent.objects.of(draft.company_id).count() == 2


def test_a_page_shown_before_somebody_else_moved_is_refused_and_leaves_no_trace(draft, ada):
    make.moved(draft, "revise", ada, inputs=make.sheet(process_of_origin="demolizione"))
    with pytest.raises(StaleCase) as stale:
        perform(draft, "submit", make.command(ada, version=1))
    assert stale.value.case.version == 2
    assert CaseEvent.objects.of(draft.company_id).count() == 2


def test_who_lacks_the_duty_is_not_permitted(eco, draft):
    cy = make.actor(eco, "cy@example.org", "waste_approval.approve")
    with pytest.raises(NotPermitted):
        make.moved(draft, "submit", cy)


def test_an_actor_of_another_company_is_not_permitted_even_with_the_duty(draft):
    stranger = make.actor(make.company("lumen"), "stranger@example.org", *make.ENTER)
    with pytest.raises(NotPermitted):
        make.moved(draft, "submit", stranger)


def test_a_refusal_lists_every_reason_and_leaves_no_trace(eco, ada):
    make.waste_code("170503", hazardous=True, entry_type="MH")
    case = make.opened(eco, ada, waste_code="170503", quantity_per_year=None)
    with pytest.raises(Refused) as refused:
        make.moved(case, "submit", ada)
    assert {refusal.code for refusal in refused.value.refusals} == {"hazard_properties_missing", "quantities_missing"}
    case = Case.objects.of(eco).get(pk=case.pk)
    assert (case.state, case.seq, case.version) == ("draft", 1, 1)


def test_a_door_without_a_form_owes_the_same_inputs(eco, draft, ada):
    make.moved(draft, "submit", ada)
    clerk = make.actor(eco, "clerk@example.org", *make.CHECK)
    with pytest.raises(Refused) as refused:
        perform(draft, "return_to_draft", make.command(clerk))
    assert [refusal.code for refusal in refused.value.refusals] == ["input_missing"]


def test_an_edit_that_stays_in_its_state_restarts_nothing(draft, ada):
    before = WorkItem.objects.of(draft.company_id).get()
    make.moved(draft, "revise", ada, inputs=make.sheet(process_of_origin="demolizione"))
    after = WorkItem.objects.of(draft.company_id).get()
    assert (after.pk, after.status) == (before.pk, "open")
    case = Case.objects.of(draft.company_id).get()
    assert (case.version, case.state_since) == (2, draft.state_since)


def test_a_command_without_a_version_is_still_done_once(draft, ada):
    command_id = uuid4()
    perform(draft, "submit", make.command(ada, command_id=command_id))
    again = perform(draft, "submit", make.command(ada, command_id=command_id))
    assert again.repeated
