"""What every process gets for free: a case of it lives from opening to end, through the one door."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cases.models import Case, CaseEvent, WorkItem
from cases.services.diagnosis import doctor
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.judgement import verdicts
from cases.services.policies.factory import load_factory
from cases.services.transitions import perform
from registry.models import Company
from tests.conformance import life
from tests.conformance.subjects import LIVING, samples
from tests.paper.fixtures import paper_processes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("process", LIVING, ids=lambda process: process.code),
]
LANGUAGES = ("it", "en")
__all__ = ["paper_processes"]


@pytest.fixture
def eco(settings, tmp_path, process, paper_processes):
    """A company with the factory's policies."""
    settings.DATA_DIR = tmp_path
    load_factory([process], now=life.NOW)
    return Company.objects.create(slug="ecoverde", name="Ecoverde")


def test_it_has_samples(process):
    assert callable(samples(process).inputs)


def test_opening_gives_the_first_number_of_its_series_and_writes_event_one(process, eco):
    case = life.opened(process, eco).case
    event = case.events.get()
    assert case.number == f"{process.number_series}-2026-000001"
    assert (event.seq, event.kind, event.to_state) == (1, f"{process.code}.{process.opening.code}", process.initial)


def test_opening_needs_its_duty(process, eco):
    with pytest.raises(NotPermitted):
        life.opened(process, eco, by=life.person(eco, "stranger", "cases.read"))
    assert Case.objects.of(eco).count() == 0


def test_opening_twice_with_one_command_opens_one_case(process, eco):
    first = life.opened(process, eco)
    again = life.opened(process, eco, command_id=first.case.opened_command)
    assert (again.repeated, again.case.pk) == (True, first.case.pk)


def test_a_case_lives_along_its_path(process, eco):
    passed = life.lived(process, eco)
    assert [case.state for case in passed] == list(process.path)
    assert passed[-1].is_open == (passed[-1].state not in process.final)


def test_a_case_at_the_end_of_its_path_leaves_no_work_and_a_sound_journal(process, eco):
    case = life.lived(process, eco)[-1]
    assert not WorkItem.objects.of(eco).filter(case=case, status__in=("open", "taken")).exists()
    broken = {r.invariant.code: r.violations for r in doctor.examine([eco], now=life.NOW) if r.violations}
    assert broken == {}


def test_nobody_without_the_duty_takes_a_step(process, eco):
    case = life.opened(process, eco).case
    stranger = life.person(eco, "stranger", "cases.read")
    for transition in process.leaving(case.state):
        with pytest.raises(NotPermitted):
            perform(case, transition.code, life.command(stranger))


def test_nobody_of_another_company_takes_a_step(process, eco):
    case = life.opened(process, eco).case
    other = Company.objects.create(slug="lumen", name="Lumen")
    for transition in process.leaving(case.state):
        with pytest.raises(NotPermitted):
            perform(case, transition.code, life.command(life.taker(process, transition, other)))


def test_steps_kept_apart_are_refused_to_who_took_the_earlier_one(process, eco):
    passed = life.lived(process, eco)
    events = {event.transition: event for event in passed[-1].events.exclude(transition="")}
    for rule in process.separations:
        for before in (step for step in rule.not_who if rule.step in events and step in events):
            case = next(each for each in passed if process.transition(rule.step).leaves(each.state))
            duty = process.duty(process.transition(rule.step).duty)
            same = life.person(eco, before, duty)
            verdict = next(v for v in verdicts(case, same, life.NOW.date()) if v.transition.code == rule.step)
            assert "separation" in {refusal.code for refusal in verdict.refusals}


def test_a_page_shown_before_somebody_else_moved_is_refused(process, eco):
    case = life.opened(process, eco).case
    transition = life.steps(process)[0]
    with pytest.raises(StaleCase):
        perform(case, transition.code, life.command(life.taker(process, transition, eco), version=case.version + 7))


def test_a_step_out_of_order_is_refused(process, eco):
    case = life.opened(process, eco).case
    for transition in process.transitions:
        if not transition.leaves(case.state):
            typed = samples(process).inputs(transition.code, eco, case)
            with pytest.raises(Refused) as refused:
                perform(case, transition.code, life.command(life.taker(process, transition, eco), inputs=typed))
            assert "wrong_state" in {refusal.code for refusal in refused.value.refusals}
    assert CaseEvent.objects.of(eco).count() == 1


def test_its_facts_cost_the_same_statements_for_one_case_and_for_three(process, eco):
    cases = [life.opened(process, eco).case for _ in range(3)]
    process.facts(cases[:1], life.NOW.date())  # what is read once and remembered, by whichever case comes first
    counts = []
    for some in (cases[:1], cases):
        with CaptureQueriesContext(connection) as captured:
            process.facts(some, life.NOW.date())
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_button_that_is_disabled_says_why(process, eco):
    case = life.opened(process, eco).case
    for transition in process.leaving(case.state):
        actor = life.taker(process, transition, eco)
        verdict = next(v for v in verdicts(case, actor, life.NOW.date()) if v.transition is transition)
        assert verdict.offered
        assert all(refusal.code and refusal.message for refusal in verdict.refusals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_dossier_is_described_in_labelled_lines(process, eco, language):
    case = life.lived(process, eco)[-1]
    with override(language):
        lines = [(str(line.label), line.value) for line in process.describe(case, life.NOW.date())]
    assert lines
    assert all(label and value not in (None, "") for label, value in lines)
