"""Bulk steps: the same rows as one by one, refusals beside moves, and harmless repeats."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseEvent, Deadline, WorkItem
from cases.services.bulk import Job, Matter, open_many, perform_many
from cases.services.intake import open_case
from cases.services.transitions import perform
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
OWN = ("id", "pk", "number", "hash", "head_hash", "command_id", "opened_command", "case_id", "search", "body")


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
    history = list(
        dossier.history.order_by("history_id").values_list("history_type", "history_change_reason", "history_user_id")
    )
    return {
        "case": plain(case),
        "dossier": plain(dossier),
        "history": history,
        "events": [(plain(event), body(event)) for event in case.events.order_by("seq")],
        "work": [plain(item) for item in WorkItem.objects.of(case.company_id).filter(case=case).order_by("id")],
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
