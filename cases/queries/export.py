"""The list of cases as rows of a file: all of it, a chunk at a time, whatever its length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cases.models import Deadline, WorkItem
from cases.queries.caseload import Filters, narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from cases.models import Case
    from registry.actors import Actor

CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the file: plain values; texts are not yet safe for a spreadsheet (`rules.spreadsheet.safe_cell`)."""

    number: str
    process: str
    state: str
    subject: str
    customer_code: str
    customer: str
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    due_on: date | None
    assignees: str


def caseload_rows(actor: Actor, filters: Filters, *, chunk: int = CHUNK) -> Iterator[CaseRow]:
    """Every case the actor may see within the filters, newest first, in three statements a chunk.

    Goes on from the last id, never by an offset: a case opened meanwhile neither shifts nor repeats a line.
    """
    found = narrowed(actor, replace(filters, order="newest")).select_related("customer").order_by("-id")
    last: int | None = None
    while True:
        cases = list((found if last is None else found.filter(pk__lt=last))[:chunk])
        yield from _rows(actor, cases)
        if len(cases) < chunk:
            return
        last = cases[-1].pk


def _rows(actor: Actor, cases: Sequence[Case]) -> Iterator[CaseRow]:
    if not cases:
        return
    ids = [case.pk for case in cases]
    due, people = _due(actor, ids), _assignees(actor, ids)
    for case in cases:
        yield CaseRow(
            number=case.number,
            process=str(case.process.label),
            state=case.process.state_label(case.state),
            subject=case.subject,
            customer_code=case.customer.code if case.customer else "",
            customer=case.customer.name if case.customer else "",
            opened_at=case.opened_at,
            state_since=case.state_since,
            closed_at=case.closed_at,
            due_on=due.get(case.pk),
            assignees=", ".join(sorted(people.get(case.pk, ()))),
        )


def _due(actor: Actor, case_ids: Sequence[int]) -> dict[int, date]:
    """The nearest running deadline of each case."""
    running = Deadline.objects.of(actor.company_id).filter(case_id__in=case_ids, status=Deadline.RUNNING)
    return dict(running.order_by("-due_on").values_list("case_id", "due_on"))


def _assignees(actor: Actor, case_ids: Sequence[int]) -> dict[int, set[str]]:
    taken = WorkItem.objects.of(actor.company_id).filter(case_id__in=case_ids, status=WorkItem.TAKEN)
    people: dict[int, set[str]] = {}
    for item in taken.select_related("assignee"):
        if item.assignee:
            people.setdefault(item.case_id, set()).add(item.assignee.name)
    return people
