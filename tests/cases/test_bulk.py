"""Bulk steps: the same rows as one by one, refusals beside moves, and harmless repeats."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.definition import Outcome, catalogue
from cases.models import Case, CaseEvent, Deadline, Dispatch, StageTask, WorkItem
from cases.outbox import consumers
from cases.rules import chain
from cases.services.bulk import Job, Matter, open_many, perform_many
from cases.services.errors import Refused
from cases.services.intake import open_case
from cases.services.journal import journal_key
from cases.services.transitions import perform
from registry.models import Company
from tests.factories import cases as make
from tests.paper import cast
from tests.paper.fixtures import paper
from tests.paper.process import process as derogation

pytestmark = pytest.mark.django_db
__all__ = ["paper"]
OWN = (
    "id",
    "pk",
    "event_id",
    "stage_task_id",
    "source",
    "ordering_key",
    "payload",
    "number",
    "hash",
    "head_hash",
    "command_id",
    "opened_command",
    "case_id",
    "search",
    "body",
)


@pytest.fixture
def eco():
    return make.company()


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)


def job(by, **values: Any) -> Job:
    return Job(**{"key": uuid4(), "actor": by, "now": make.NOW, "origin": "desk", **values})


def left_by(case: Case) -> dict[str, Any]:
    """Every row of a case, without what belongs to it alone."""

    def plain(row: Any) -> dict[str, Any]:
        return {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in OWN
        }

    def body(event: CaseEvent) -> dict[str, Any]:
        return {key: value for key, value in json.loads(event.body).items() if key not in ("case", "command")}

    case = Case.objects.of(case.company_id).get(pk=case.pk)
    dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    signed = ("history_type", "history_change_reason", "history_user_id")
    history = list(dossier.history.order_by("history_id").values_list(*signed)) if hasattr(dossier, "history") else []
    tasks = StageTask.objects.filter(process__case=case).order_by("pk").values_list("flow_task", "status")
    told = Dispatch.objects.of(case.company_id).filter(event__case=case).order_by("pk")
    return {
        "case": plain(case),
        "dossier": plain(dossier),
        "history": history,
        "events": [(plain(event), body(event)) for event in case.events.order_by("seq")],
        "work": [plain(item) for item in WorkItem.objects.of(case.company_id).filter(case=case).order_by("id")],
        "stages": list(tasks),
        "told": [plain(row) for row in told],
        "clocks": [plain(row) for row in Deadline.objects.of(case.company_id).filter(case=case).order_by("id")],
    }


@pytest.mark.parametrize(
    ("transition", "inputs"), [("submit", {}), ("revise", make.sheet(process_of_origin="demolizione"))]
)
def test_moving_in_bulk_leaves_the_same_rows_as_one_by_one(eco, ada, transition, inputs):
    single, several = make.opened(eco, ada), [make.opened(eco, ada) for _ in range(3)]
    perform(single, transition, make.command(ada, inputs=inputs))
    report = perform_many(eco, "waste_approval", transition, [case.pk for case in several], job(ada, inputs=inputs), 2)
    assert report.moved == 3
    for case in several:
        assert left_by(case) == left_by(single)


def test_opening_in_bulk_leaves_the_same_rows_as_one_by_one(eco, ada):
    make.waste_code("170504")
    who = make.customer(eco)
    single = open_case("waste_approval", eco, who, make.command(ada, inputs=make.sheet())).case
    matters = [Matter(key=f"row {n}", customer=who, inputs=make.sheet()) for n in range(3)]
    report = open_many(eco, "waste_approval", matters, job(ada), chunk=2)
    assert report.moved == 3
    opened = Case.objects.of(eco).exclude(pk=single.pk).order_by("id")
    assert [case.number for case in opened] == [f"OM-2026-{n:06d}" for n in (2, 3, 4)]
    for case in opened:
        assert left_by(case) == left_by(single)


def test_running_a_job_again_does_nothing_more(eco, ada):
    cases = [make.opened(eco, ada) for _ in range(3)]
    same = job(ada)
    perform_many(eco, "waste_approval", "submit", [case.pk for case in cases[:2]], same)
    report = perform_many(eco, "waste_approval", "submit", [case.pk for case in cases], same)
    assert (report.moved, report.repeated, report.refused) == (1, 2, {})
    matters = [Matter(key="a", customer=None, inputs=make.sheet())]
    assert [open_many(eco, "waste_approval", matters, same).repeated for _ in range(2)] == [0, 1]


def test_a_refused_case_does_not_hold_up_the_others(eco, ada):
    good, bad = make.opened(eco, ada), make.opened(eco, ada, quantity_per_year=None)
    report = perform_many(eco, "waste_approval", "submit", [good.pk, bad.pk], job(ada))
    assert report.moved == 1
    assert [refusal.code for refusal in report.refused[bad.pk]] == ["quantities_missing"]
    assert Case.objects.of(eco).get(pk=bad.pk).seq == 1


def test_a_case_changed_after_the_list_was_shown_is_refused(eco, ada):
    case = make.opened(eco, ada)
    make.moved(case, "revise", ada, inputs=make.sheet())
    report = perform_many(eco, "waste_approval", "submit", [case.pk], job(ada, versions={case.pk: 1}))
    assert [refusal.code for refusal in report.refused[case.pk]] == ["stale"]


def test_another_companys_case_is_not_touched(eco, ada):
    lumen = make.company("lumen")
    theirs = make.opened(lumen, make.actor(lumen, "luz@example.org", *make.ENTER))
    report = perform_many(eco, "waste_approval", "submit", [theirs.pk], job(ada))
    assert report.moved == 0
    assert Case.objects.of(lumen).get(pk=theirs.pk).state == "draft"


def test_the_statements_of_a_chunk_do_not_grow_with_its_cases(eco, ada):
    def counted(number: int) -> int:
        ids = [make.opened(eco, ada).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as statements:
            perform_many(eco, "waste_approval", "submit", ids, job(ada))
        return len(statements)

    assert counted(2) == counted(20)


def chained(case: Case) -> bool:
    """Whether each event's hash follows from the one before and its own text, which is the canonical one."""
    previous = ""
    for event in case.events.order_by("seq"):
        canonical = chain.canonical(json.loads(event.body))
        if event.body != canonical or chain.link(journal_key(), previous, event.body) != event.hash:
            return False
        previous = event.hash
    return previous == case.head_hash


@pytest.fixture
def listener(paper):
    consumers.subscribe(consumers.Consumer("listener", ("derogation.*",), lambda *_: None))
    yield
    consumers.unsubscribe("listener")


STEPS = st.lists(st.sampled_from(["submit", "withdraw"]), min_size=1, max_size=4)
AMOUNTS = st.lists(st.sampled_from([None, 1, 500, 999_999]), min_size=1, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS, steps=STEPS, chunk=st.integers(1, 3), told=st.text(max_size=5))
def test_random_cases_of_a_process_with_stages_end_alike_in_bulk_and_one_by_one(listener, amounts, steps, chunk, told):
    del listener
    of = Company.objects.filter(slug="ecoverde").first() or cast.company()
    ada = cast.person(of, "ada")
    singles, several = ([cast.opened(of, amount) for amount in amounts] for _ in range(2))
    for at, code in enumerate(steps):
        inputs = {"why": told, "step": at}
        refused = [_single(case, code, ada, inputs) for case in singles]
        report = perform_many(of, "derogation", code, [case.pk for case in several], job(ada, inputs=inputs), chunk)
        assert [tuple(r.code for r in report.refused.get(case.pk, ())) for case in several] == refused
    for single, other in zip(singles, several, strict=True):
        assert left_by(single) == left_by(other)
        assert chained(Case.objects.of(of).get(pk=other.pk))


def _single(case: Case, code: str, ada: Any, inputs: dict[str, Any]) -> tuple[str, ...]:
    try:
        with transaction.atomic():
            perform(case, code, make.command(ada, inputs=inputs))
    except Refused as refused:
        return tuple(refusal.code for refusal in refused.refusals)
    return ()


def _rename(move: Any) -> Outcome:
    move.dossier.amount = 7
    return Outcome(dossier_changed=True, subject=f"Seven for {move.case.number[:3]}")


def test_a_bulk_effect_leaves_what_the_effect_leaves(paper, monkeypatch):
    of = cast.company()
    ada = cast.person(of, "ada")
    submit = replace(
        derogation.transition("submit"),
        effect=_rename,
        bulk_effect=lambda moves: [_rename(move) for move in moves],
    )
    with_effects = replace(derogation, transitions=(submit, *derogation.transitions[1:]))
    monkeypatch.setitem(catalogue._processes, "derogation", with_effects)
    single, several = cast.opened(of), [cast.opened(of) for _ in range(3)]
    perform(single, "submit", make.command(ada))
    assert perform_many(of, "derogation", "submit", [case.pk for case in several], job(ada)).moved == 3
    assert [left_by(case) for case in several] == [left_by(single)] * 3


def test_a_case_whose_next_people_cannot_be_told_is_refused_and_the_others_move(paper, monkeypatch):
    of = cast.company()
    ada = cast.person(of, "ada")
    known, unknown = cast.opened(of, 500), cast.opened(of, None)
    to_decision = replace(derogation.transition("submit"), target="under_decision")
    monkeypatch.setitem(
        catalogue._processes, "derogation", replace(derogation, transitions=(to_decision, *derogation.transitions[1:]))
    )
    report = perform_many(of, "derogation", "submit", [known.pk, unknown.pk], job(ada))
    assert report.moved == 1
    assert [refusal.code for refusal in report.refused[unknown.pk]] == ["unknown"]
    assert CaseEvent.objects.of(of).filter(case=unknown).count() == 1
