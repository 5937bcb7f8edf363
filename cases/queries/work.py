"""Who is at work on a case, by when, and how the steps of its stages ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cases.models import Deadline, WorkItem
from cases.rules.quorum import decided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: the outcome, the reason of whoever decided it, who that was and when."""

    outcome: str
    reason: str
    by: int | None
    at: datetime


def work_of(case: Case) -> list[WorkItem]:
    """The open items of a case, then those done, newest first, with their people."""
    items = WorkItem.objects.of(case.company_id).filter(case=case).select_related("assignee", "acting_for")
    found = sorted(items, key=lambda item: (item.ended_at is not None, -item.pk))
    for item in found:
        item.case = case
    return found


def deadlines_of(case: Case) -> list[Deadline]:
    """The running deadlines of a case, the nearest first."""
    running = Deadline.objects.of(case.company_id).filter(case=case, status__in=(Deadline.RUNNING, Deadline.PAUSED))
    return list(running.order_by("due_at"))


def outcomes_of(cases: Sequence[Case], *, state: str = "") -> Mapping[int, Mapping[str, Outcome]]:
    """For each case (of one company) the outcome of every step of its stages, as last asked, in one statement.

    A step asked again and not answered yet has no outcome. `state` narrows to the steps of one state; without it
    the names of steps are unique within a process.
    """
    found: dict[int, dict[str, Outcome]] = {case.pk: {} for case in cases}
    if not cases:
        return found
    items = WorkItem.objects.of(cases[0].company_id).filter(case_id__in=list(found), stage_task__isnull=False)
    if state:
        items = items.filter(state=state)
    ordered = items.order_by("case_id", "step", "stage_task_id", "pk")
    for (case_id, step), asked in groupby(ordered, key=lambda item: (item.case_id, item.step)):
        outcome = _last(asked)
        if outcome is not None:
            found[case_id][step] = outcome
    return found


def _last(items: Iterable[WorkItem]) -> Outcome | None:
    """The outcome of the newest asking of a step."""
    askings: dict[int | None, list[WorkItem]] = defaultdict(list)
    for item in items:
        askings[item.stage_task_id].append(item)
    newest = askings[max(askings, key=lambda task_id: task_id or 0)]
    given = sorted((item for item in newest if item.status == WorkItem.DONE), key=_ended)
    outcome = decided(newest[0].needed, len(newest), [item.outcome for item in given])
    if not outcome:
        return None
    decisive = next(item for item in reversed(given) if item.outcome == outcome)
    return Outcome(outcome=outcome, reason=decisive.reason, by=decisive.assignee_id, at=_ended(decisive)[0])


def _ended(item: WorkItem) -> tuple[datetime, int]:
    return item.ended_at or item.opened_at, item.pk
