"""The rows a batch of migrated cases leaves: cases, journal, clocks and work of the state they are in now."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from cases import stages
from cases.models import CaseEvent, Deadline, WorkItem
from cases.outbox import announcing
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.services import clocks, journal, placing, rows
from cases.services.placing import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.definition import Process
    from cases.models import Case
    from registry.actors import Actor

KIND: Final = "case.migrated"
COLUMNS: Final = ("state", "process_version", "closed_at", "version", "seq", "head_hash")
OPEN: Final = (WorkItem.OPEN, WorkItem.TAKEN)


def save(process: Process, cases: Sequence[Case], target: str, reason: str, *, actor: Actor, now: datetime) -> bool:
    """Move locked cases of one state to `target` of the present version; returns whether anything was announced.

    A clock that runs in both states goes on; any other is cancelled, and what runs only now starts today: nobody is
    late on a term that did not exist. Since when the case is in its state stays true.
    """
    left = cases[0].state
    events = [_moved(process, case, target, reason, actor, now) for case in cases]
    for event, event_id in zip(events, rows.reserve_ids(CaseEvent, len(events)), strict=True):
        event.pk = event_id
    rows.update(cases, COLUMNS)
    rows.insert(events)
    told = zip(cases, events, strict=True)
    dispatches = [row for case, event in told for row in announcing.dispatches_of(case, event, ())]
    rows.insert(dispatches)
    due = _clocks(process, cases, left, now)
    _work(process, cases, left, due, now)
    return bool(dispatches)


def _moved(process: Process, case: Case, target: str, reason: str, actor: Actor, now: datetime) -> CaseEvent:
    left, version = case.state, case.process_version
    case.process_version = process.version
    if target != left:
        case.move_to(target)
        case.version += 1
        if case.is_open and target in process.final:
            case.closed_at = now
    matter = {"inputs": {"reason": reason}, "from_version": version, "to_version": process.version}
    entry = journal.Entry(kind=KIND, actor=actor, now=now, origin="bulk", from_state=left, matter=matter)
    return journal.compose(case, entry, {})


def _clocks(process: Process, cases: Sequence[Case], left: str, now: datetime) -> dict[int, datetime]:
    """Cancel the clocks of the state left, start those of the present one; when each case is due first, by its id."""
    by_id = {case.pk: case for case in cases}
    kept: dict[int, set[str]] = defaultdict(set)
    cancelled: list[int] = []
    due: dict[int, datetime] = {}
    running = {clock.code for clock in process.clocks if clock.runs_in(cases[0].state)}
    wanted = Q(status__in=clocks.RUNNING) | Q(status=Deadline.EXPIRED, state=left)
    for row in Deadline.objects.of(cases[0].company_id).filter(wanted, case_id__in=list(by_id)):
        case = by_id[row.case_id]
        if row.status == Deadline.EXPIRED:
            if row.ended_at is not None and row.ended_at >= case.state_since:
                kept[case.pk].add(row.clock)
        elif case.is_open and row.clock in running:
            kept[case.pk].add(row.clock)
            due[case.pk] = min(row.due_at, due.get(case.pk, row.due_at))
        else:
            cancelled.append(row.pk)
    ended = Deadline.objects.of(cases[0].company_id).filter(pk__in=cancelled)
    ended.update(status=Deadline.CANCELLED, ended_at=now, next_action_at=None)
    for row in _starting(process, [case for case in cases if case.is_open], kept, now):
        due[row.case_id] = min(row.due_at, due.get(row.case_id, row.due_at))
    return due


def _starting(process: Process, cases: Sequence[Case], kept: dict[int, set[str]], now: datetime) -> Sequence[Deadline]:
    if not cases:
        return []
    rules = rulebook(cases[0].company_id, process.code, day_of(now))
    started = [
        clocks.deadline_for(case, clock, now, rules)
        for case in cases
        for clock in process.clocks
        if clock.runs_in(case.state) and clock.code not in kept[case.pk] and clocks.begins(case, clock)
    ]
    rows.insert(started)
    return started


def _work(process: Process, cases: Sequence[Case], left: str, due: dict[int, datetime], now: datetime) -> None:
    """Work of the same duty goes on in the hands it is in; any other is cancelled and opened anew."""
    items = WorkItem.objects.of(cases[0].company_id).filter(case_id__in=[case.pk for case in cases], status__in=OPEN)
    items = items.exclude(state="")
    stage = process.stages.get(cases[0].state)
    duty = process.duty(stage.duty) if stage and stage.flow is None else ""
    if cases[0].state == left:
        known = process.duties
        again = set(items.exclude(duty__in=known).values_list("case_id", flat=True))
    else:
        staying = items.filter(duty=duty, stage_task__isnull=True) if duty else items.none()
        staying.update(state=cases[0].state)
        again = {case.pk for case in cases} - set(items.filter(state=cases[0].state).values_list("case_id", flat=True))
    affected = [case for case in cases if case.pk in again]
    if not affected:
        return
    items.filter(case_id__in=again).update(status=WorkItem.CANCELLED, queue="", ended_at=now)
    stages.abandon(affected, now)
    placing.place([Place(case, now, due.get(case.pk)) for case in affected], "migration", now)
