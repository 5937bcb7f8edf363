"""What policies change in the life of a case: terms, closing days, separations, numbers, who gets the work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Absence, Deadline, WorkItem
from cases.rules.policies.assignment import Assignment, Candidate, Rule, choose
from cases.services.errors import Refused
from cases.services.judgement import verdicts
from tests.factories import cases as make
from tests.factories import registry as people
from tests.factories.policies import TODAY, key, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)


def decide_by(eco, ada) -> Deadline:
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    case = make.moved(case, "pass_on", ada).case
    return Deadline.objects.of(eco).get(case=case, clock="decide")


def test_a_published_term_goes_before_the_declared_one_and_is_named(eco, dora, ada):
    version = published(key(eco, "clock", "decide"), dora, {"amount": 4, "unit": "working_days"})
    deadline = decide_by(eco, ada)
    assert deadline.due_on == date(2026, 11, 20)
    assert deadline.derivation[0]["policy"]["version_id"] == version.pk


def test_a_term_applies_from_its_day_on(eco, dora, ada):
    published(key(eco, "clock", "decide"), dora, {"amount": 4, "unit": "working_days"}, TODAY + timedelta(days=1))
    assert decide_by(eco, ada).due_on == date(2026, 11, 30)


def test_closing_days_of_the_office_are_not_worked(eco, dora, ada):
    closed = {"closing_days": [{"day": "2026-11-18", "name": "Sciopero"}]}
    published(key(eco, "calendar", "office", process=""), dora, closed)
    assert decide_by(eco, ada).due_on == date(2026, 12, 1)


def test_separations_are_added_and_the_declared_ones_stay(eco, dora, ada):
    content = {"rules": [{"step": "pass_on", "not_who": ["submit"]}]}
    published(key(eco, "separation", "steps"), dora, content)
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    with pytest.raises(Refused) as refused:
        make.moved(case, "pass_on", ada)
    assert [refusal.code for refusal in refused.value.refusals] == ["separation"]
    shown = {each.transition.code: [r.code for r in each.refusals] for each in verdicts(case, ada, TODAY)}
    assert shown["pass_on"] == ["separation"]


def test_the_number_series_of_a_company(eco, dora, ada):
    published(key(eco, "series", "number"), dora, {"prefix": "ECO", "digits": 4})
    assert make.opened(eco, ada).number == "ECO-2026-0001"


def test_new_work_goes_to_the_least_loaded_who_is_here(eco, dora, ada):
    state = "under_administrative_check"
    published(key(eco, "assignment", state), dora, {"rule": "least_loaded"})
    since = date(2026, 1, 1)
    clerks = [people.member(eco, *make.CHECK, since=since).user for _ in range(3)]
    Absence.objects.create(company=eco, person=clerks[0], from_on=TODAY, to_on=TODAY, entered_by=clerks[0])
    for _ in range(4):
        make.moved(make.opened(eco, ada), "submit", ada)
    taken = WorkItem.objects.of(eco).filter(state=state, status="taken").values_list("assignee_id", flat=True)
    assert sorted(taken) == sorted([clerks[1].pk, clerks[2].pk] * 2)


@given(st.integers(1, 12), st.integers(0, 50))
def test_a_thousand_assignments_leave_loads_within_one(count, start):
    loads = dict.fromkeys(range(count), start)
    for _ in range(1_000):
        chosen = choose(Assignment(Rule.LEAST_LOADED), [Candidate(who, load) for who, load in loads.items()])
        assert chosen is not None
        loads[chosen] += 1
    assert max(loads.values()) - min(loads.values()) <= 1


def test_skill_area_and_absence_narrow_the_choice():
    busy_near = Candidate(1, 9, area="nord", skills=frozenset({"a"}))
    idle_far = Candidate(2, 0, area="sud", skills=frozenset({"a"}))
    idle_unskilled = Candidate(3, 0, area="nord")
    people_here = [busy_near, idle_far, idle_unskilled]
    assert choose(Assignment(Rule.LEAST_LOADED, "a", by_area=True), people_here, "nord") == 1
    assert choose(Assignment(Rule.LEAST_LOADED, "a"), people_here, "nord") == 2
    assert choose(Assignment(Rule.LEAST_LOADED, "a", by_area=True), people_here, "est") == 2
    assert choose(Assignment(Rule.LEAST_LOADED), [Candidate(1, 0, is_absent=True)]) is None
    assert choose(Assignment(Rule.QUEUE), people_here) is None
