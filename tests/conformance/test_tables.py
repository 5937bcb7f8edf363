"""What every process gets for free: its table is proven."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest

from cases.definition.checks import collisions
from cases.definition.checks.graph import working_states
from tests.conformance.subjects import ALL, LIVING, findings

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("process", ALL, ids=lambda process: process.code)
living = pytest.mark.parametrize("process", LIVING, ids=lambda process: process.code)
TONES = {"", "run", "wait", "good", "bad"}


def found(process, *codes):
    return [str(finding) for finding in findings(process.code) if finding.code in codes]


@every
def test_every_state_it_names_exists(process):
    assert found(process, "unknown_state") == []


@every
def test_a_case_begins_in_its_first_state(process):
    assert found(process, "opening_elsewhere", "no_final_state") == []


@every
def test_every_state_is_reached(process):
    assert found(process, "unreachable_state") == []


@every
def test_no_state_is_a_dead_end(process):
    assert found(process, "dead_end") == []


@every
def test_a_final_state_is_only_left_to_reopen(process):
    assert found(process, "final_state_left", "stage_in_final_state") == []


@every
def test_somebody_moves_a_case_on_from_every_state(process):
    assert found(process, "nobody_may_act") == []


@every
def test_where_people_must_act_there_is_work_for_them(process):
    assert found(process, "stage_missing") == []


@every
def test_work_goes_to_people_who_can_do_something_with_it(process):
    assert found(process, "stage_without_move") == []


@every
def test_duties_are_spelled_alike(process):
    assert found(process, "duty_misspelt") == []


@every
def test_separations_name_steps_that_exist(process):
    assert found(process, "separation_of_unknown_step") == []


@every
def test_two_people_for_each_duty_are_enough_for_every_separation(process):
    assert found(process, "separation_unsatisfiable") == []


@every
def test_every_clock_has_one_term(process):
    assert found(process, "clock_without_term", "clock_twice") == []


@every
def test_every_clock_runs_in_states_in_which_the_case_is_open(process):
    assert found(process, "clock_in_unknown_state", "clock_in_final_state", "clock_rests_in_several_states") == []


@every
def test_every_clock_leads_somewhere(process):
    assert found(process, "clock_without_move") == []


@every
def test_every_guard_says_in_one_sentence_which_fact_must_hold(process):
    assert found(process, "guard_undocumented") == []


@every
def test_no_guard_asks_the_database(process):
    assert found(process, "guard_asks_the_database") == []


@every
def test_every_guard_asked_twice_gives_the_same_answer(process):
    assert found(process, "guard_answers_differently") == []


@every
def test_guards_know_no_django(process):
    assert found(process, "guards_import_django") == []


@every
def test_what_guards_read_is_declared(process):
    assert found(process, "facts_undeclared") == []


@every
def test_the_steps_that_wait_for_documents_exist_and_the_facts_say_how_they_stand(process):
    assert found(process, "papers_of_unknown_step", "papers_not_in_facts") == []


@every
def test_every_form_can_be_built(process):
    assert found(process, "form_broken") == []


@every
def test_every_word_exists_in_both_languages(process):
    assert found(process, "label_missing") == []


@every
def test_every_letter_has_its_template(process):
    assert found(process, "letter_missing") == []


@every
def test_event_kinds_are_used_once(process):
    assert found(process, "event_kind_clash") == []


@every
def test_its_code_and_series_are_well_formed(process):
    assert found(process, "code_not_free", "number_series_misspelt") == []


def test_no_two_processes_share_a_series_or_a_kind_of_event():
    assert [str(finding) for finding in collisions.check(ALL)] == []


@every
def test_its_path_leads_step_by_step_from_the_first_state_to_where_no_work_is_left(process):
    assert process.path[0] == process.initial
    assert process.path[-1] in process.final or process.path[-1] not in process.stages
    steps = {(source, move.target) for move in process.transitions for source in move.from_states}
    assert [pair for pair in pairwise(process.path) if pair not in steps] == []


@every
def test_its_tones_are_colours_the_pages_know(process):
    assert set(process.tones.values()) <= TONES


@every
def test_one_step_at_most_is_the_main_one_in_each_state(process):
    crowded = [s for s in working_states(process) if sum(t.tone == "main" for t in process.leaving(s)) > 1]
    assert crowded == []


@living
def test_its_factory_roles_hold_every_duty_of_people_and_no_other(process):
    assert process.policy is not None, "where are its factory defaults?"
    roles = tomllib.loads((process.policy / "roles.toml").read_text(encoding="utf-8"))
    given = {process.duty(duty) for role in roles.values() for duty in role["duties"]}
    assert given - {process.duty("read")} == {duty for duty in process.duties if duty != process.duty("machine")}
