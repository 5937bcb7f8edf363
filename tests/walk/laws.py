"""What holds after every step of a walk."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise

from cases.definition import Process
from cases.models import Case, CaseEvent, Deadline, WorkItem
from cases.services.clocks import begins
from cases.services.diagnosis import doctor
from registry.models import Company

WORKED = ("open", "taken")
AT_REST = ("I6", "I10")
"""Asked at the end of a walk: on it messages are lost, and looking at every pointer of every table takes seconds."""


class Broken(AssertionError):
    """A law does not hold; the message says which."""


def examine(of: Company, now: datetime, *, at_rest: bool = False) -> None:
    """Raise Broken when one of the doctor's invariants does not hold."""
    visit = doctor.Visit([of], now)
    for law in doctor.invariants():
        if at_rest or law.code not in AT_REST:
            for found in law.check(visit).violations:
                raise Broken(f"{law.code} {law.title}: {found}")


def hold(process: Process, of: Company) -> None:
    """Raise Broken when a law of this module does not hold for the cases of a process."""
    cases = list(Case.objects.of(of).filter(process_code=process.code).select_related("company").order_by("pk"))
    dossiers = process.dossier.objects.of(of).in_bulk([case.pk for case in cases])
    for case in cases:
        case.dossier = dossiers[case.pk]
    for law in (_states, _work, _clocks, _history, _times):
        law(process, of, cases)


def _require(holds: object, case: Case, words: str) -> None:
    if not holds:
        raise Broken(f"{case.number} in {case.state}: {words}")


def reachable(process: Process) -> set[tuple[str, str]]:
    """Every pair of states that a declared move leads from and to."""
    return {(source, move.target) for move in process.transitions for source in move.from_states}


def _states(process: Process, of: Company, cases: list[Case]) -> None:
    moves = reachable(process)
    ours = CaseEvent.objects.of(of).filter(case__process_code=process.code)
    events = ours.exclude(transition="").exclude(from_state="").order_by("pk")
    for event in events.values_list("case__number", "from_state", "to_state"):
        if event[1:] not in moves:
            raise Broken(f"{event[0]}: no declared move leads from {event[1]} to {event[2]}")
    for case in cases:
        _require(case.state in process.states.values, case, "no such state")


def _work(process: Process, of: Company, cases: list[Case]) -> None:
    """One open item for each thing there is to do, and none where there is nothing."""
    items = WorkItem.objects.of(of).filter(status__in=WORKED).select_related("stage_task__process")
    by_case: dict[int, list[WorkItem]] = {}
    for item in items:
        by_case.setdefault(item.case_id, []).append(item)
    for case in cases:
        own = [item for item in by_case.get(case.pk, []) if item.state]
        stage = process.stages.get(case.state)
        tasks = Counter(item.stage_task_id for item in own)
        for item in own:
            allowed = item.stage_task.flow_task.asked if item.stage_task else 1
            _require(tasks[item.stage_task_id] <= allowed, case, "work is open twice")
        if stage is not None and stage.flow is None:
            _require(len(own) == 1, case, f"one work item is wanted, {len(own)} are open")
        elif stage is not None:
            _require(own or not stage.duty, case, "nobody has anything to do")
        else:
            _require(not own, case, "work is open where there is none")


def _clocks(process: Process, of: Company, cases: list[Case]) -> None:
    """Every clock of the state runs or has run out since the state was entered."""
    rows = Deadline.objects.of(of).values_list("case_id", "clock", "due_on", "started_on")
    known = Counter((case_id, clock) for case_id, clock, _, _ in rows)
    for case in cases:
        for clock in process.clocks:
            if clock.runs_in(case.state) and begins(case, clock):
                _require(known[case.pk, clock.code], case, f"the clock {clock.code} never started")


def _history(process: Process, of: Company, cases: list[Case]) -> None:
    """The newest row of history says what the dossier says."""
    if not hasattr(process.dossier, "history"):
        return
    newest = {row.case_id: row for row in process.dossier.history.filter(company=of).order_by("history_id")}
    for case in cases:
        row = newest.get(case.pk)
        _require(row is not None, case, "the dossier has no history")
        for field in row.tracked_fields if row else ():
            same = getattr(row, field.attname) == getattr(case.dossier, field.attname)
            _require(same, case, f"history and dossier differ in {field.name}")


def _times(process: Process, of: Company, cases: list[Case]) -> None:
    """Nothing happened before what came before it, and nothing is closed before it was opened."""
    del process
    stamps: dict[int, list[datetime]] = {}
    for case_id, at in CaseEvent.objects.of(of).order_by("case_id", "seq").values_list("case_id", "recorded_at"):
        stamps.setdefault(case_id, []).append(at)
    for case in cases:
        _require(all(one <= other for one, other in pairwise(stamps[case.pk])), case, "an event before its time")
        _require(case.closed_at is None or case.opened_at <= case.closed_at, case, "closed before it was opened")
