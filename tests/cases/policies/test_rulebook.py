"""What policies change in the life of a case: terms, closing days, separations, numbers, who gets the work."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.models import Absence, Case, CaseEvent, Deadline, WorkItem
from cases.rules.policies.assignment import Assignment, Candidate, Rule, choose
from cases.services.bulk import Job, perform_many
from cases.services.diagnosis.verification import verify
from cases.services.errors import Refused
from cases.services.judgement import verdicts
from registry.models import Customer, Membership
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


def test_the_next_move_goes_by_what_was_published_in_between(eco, dora, ada):
    assert decide_by(eco, ada).due_on == date(2026, 11, 30)
    for days, due in ((4, date(2026, 11, 20)), (6, date(2026, 11, 24))):
        published(key(eco, "clock", "decide"), dora, {"amount": days, "unit": "working_days"})
        assert decide_by(eco, ada).due_on == due


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


def assigned(case):
    """To whom the open work of a case went, and what the journal says of it."""
    item = WorkItem.objects.of(case.company_id).get(case=case, status__in=("open", "taken"))
    events = CaseEvent.objects.of(case.company_id).filter(case=case, kind="work.assigned").order_by("-seq")
    return item.assignee_id, [json.loads(event.body)["matter"] for event in events]


@pytest.mark.parametrize("in_bulk", [False, True])
def test_the_journal_says_who_got_the_work_and_by_which_rule(eco, dora, ada, in_bulk):
    state = "under_administrative_check"
    version = published(key(eco, "assignment", state), dora, {"rule": "least_loaded"})
    clerk = people.member(eco, *make.CHECK, since=date(2026, 1, 1)).user
    cases = [make.opened(eco, ada) for _ in range(2)]
    if in_bulk:
        job = Job(key=uuid4(), actor=ada, now=make.NOW)
        perform_many(eco, "waste_approval", "submit", [case.pk for case in cases], job)
    else:
        for case in cases:
            make.moved(case, "submit", ada)
    for case in cases:
        who, (told,) = assigned(case)
        assert (who, told["to_id"], told["to"]) == (clerk.pk, clerk.pk, clerk.name)
        assert told["rule"] == {"name": "least_loaded", "skill": "", "by_area": False}
        assert told["policy"]["version"] == version.version
        fresh = Case.objects.of(eco).get(pk=case.pk)
        event = fresh.events.latest("seq")
        assert (event.actor_name, event.seq, event.hash) == ("Pratica", fresh.seq, fresh.head_hash)
    assert verify(eco).wrong == []


def test_work_is_not_given_to_who_may_not_conclude_it(eco, dora):
    """Of two who may approve, the idle one opened the case: the approval goes to the other, whatever his load."""
    both = (*make.ENTER, *make.CHECK, *make.REVIEW, *make.APPROVE)
    since = date(2026, 1, 1)
    opener, other = (people.member(eco, *both, since=since).user for _ in range(2))
    ada = make.actor(eco, opener.email, *both)
    published(key(eco, "assignment", "under_administrative_check"), dora, {"rule": "least_loaded"})
    published(key(eco, "separation", "steps"), dora, {"rules": [{"step": "pass_on", "not_who": ["submit"]}]})
    for _ in range(3):
        case = make.moved(make.opened(eco, ada), "submit", ada).case
        assert assigned(case)[0] == other.pk
    Membership.objects.filter(user=other).update(is_active=False)
    alone = make.moved(make.opened(eco, ada), "submit", ada).case
    assert assigned(alone) == (None, []), "with nobody else it waits in its queue"


def test_by_area_the_customer_s_province_decides(eco, dora, ada):
    published(key(eco, "assignment", "under_administrative_check"), dora, {"rule": "least_loaded", "by_area": True})
    since = date(2026, 1, 1)
    near, far = (people.member(eco, *make.CHECK, since=since) for _ in range(2))
    near.area, far.area = "BO, MO", "RM"
    near.save()
    far.save()
    case = make.opened(eco, ada)
    Customer.objects.of(eco).update(province="BO")
    for _ in range(2):
        case = make.moved(make.opened(eco, ada), "submit", ada).case
        assert assigned(case)[0] == near.user_id, "nearness goes before load"
    Customer.objects.of(eco).update(province="MI")
    assert assigned(make.moved(make.opened(eco, ada), "submit", ada).case)[0] == far.user_id


@settings(deadline=None, max_examples=25)
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
