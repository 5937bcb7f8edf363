"""The prover finds every wrong process, by its code, and has nothing to say about the right one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.definition import Separation
from cases.definition.checks import Office, prove, prove_all, separation
from tests.broken_processes.right import ASK, GRANT, OFFICE, RIGHT
from tests.broken_processes.wrong import ALONG, OFFICES, WRONG
from tests.paper.process import process as derogation

pytestmark = pytest.mark.django_db


def codes(findings):
    return {finding.code for finding in findings}


def test_the_right_process_gives_no_finding():
    assert prove_all([RIGHT], [OFFICE]) == []


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_process_is_found_by_its_code_and_by_nothing_else(code):
    findings = prove_all([WRONG[code]], [OFFICES.get(code, OFFICE)])
    assert codes(findings) - ALONG.get(code, set()) == {code}


def test_two_processes_cannot_share_their_number_series():
    assert codes(prove_all([RIGHT, replace(RIGHT, code="credit")])) == {"number_series_clash"}


def test_two_transitions_cannot_share_their_event_kind():
    twins = replace(RIGHT, transitions=(*RIGHT.transitions, RIGHT.transitions[0]))
    assert codes(prove_all([twins])) == {"event_kind_clash"}


def test_a_process_cannot_take_a_name_that_events_begin_with():
    assert "code_not_free" in codes(prove_all([replace(RIGHT, code="document")]))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("dead_end", ("open", "submit", "forget")),
        ("nobody_may_act", ("open", "submit")),
        ("separation_unsatisfiable", ("open", "submit", "grant")),
        ("clock_without_move", ("open",)),
        ("form_broken", ("open", "submit", "grant")),
        ("guard_undocumented", ("open", "submit", "grant")),
        ("final_state_left", ("open", "submit", "grant", "take_back")),
    ],
)
def test_a_finding_prints_the_shortest_path(code, path):
    finding = next(each for each in prove(WRONG[code], [OFFICES.get(code, OFFICE)]) if each.code == code)
    assert finding.path == path
    assert f"[shortest path: {' > '.join(path)}]" in str(finding)


def test_an_unsatisfiable_separation_names_the_pair_and_the_people():
    (finding,) = prove(WRONG["separation_unsatisfiable"], [OFFICES["separation_unsatisfiable"]])
    assert "grant and open cannot be taken by two people" in finding.message
    assert "ada or bo" in finding.message


def test_a_third_person_satisfies_the_separation():
    three = replace(OFFICE, people=dict.fromkeys(("ada", "bo", "cy"), ASK | GRANT))
    assert prove(WRONG["separation_unsatisfiable"], [three]) == []


def test_a_large_office_is_searched_in_no_time():
    crowd = replace(OFFICE, people={f"p{n}": ASK | GRANT for n in range(200)})
    chained = replace(
        RIGHT, separations=(Separation("grant", not_who=("open", "submit")), Separation("submit", not_who=("open",)))
    )
    assert prove(chained, [crowd]) == []


def test_who_does_not_use_a_process_need_not_staff_it():
    assert prove(RIGHT, [replace(OFFICE, roles={"other": frozenset({"x.y"})}, people={})]) == []


def test_checks_inside_a_state_count_for_separation():
    """The derogation of tests/paper: who took the first decision does not grant it."""
    duties = [f"derogation.{name}" for name in ("ask", "check_chemistry", "check_transport", "check_price", "conclude")]
    clerk, head = frozenset(duties), frozenset({"derogation.decide", "derogation.grant"})
    two = Office(company="eco", people={"ada": clerk, "bo": head})
    (finding,) = list(separation.check(derogation, [two]))
    assert "grant and first cannot be taken by two people" in finding.message
    assert list(separation.check(derogation, [replace(two, people={**two.people, "cy": head})])) == []
