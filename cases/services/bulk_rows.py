"""The rows a chunk of moves leaves: cases, dossiers, events, dispatches, clocks and work, each in a few statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases import stages
from cases.models import Case, CaseEvent, Deadline, WorkItem
from cases.outbox import announcing
from cases.services import clocks, journal, people, rows
from cases.services.transitions import COLUMNS, entry_of, take_over
from cases.stages.engine import waiting_for
from registry.history import signed
from registry.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.definition import Outcome, Process, Transition
    from cases.queries.rulebook import Rulebook
    from cases.rules.facts import Facts
    from cases.services.judgement import Verdict
    from cases.services.transitions import Command


@dataclass(frozen=True, slots=True)
class Step:
    """One case of the chunk: locked, judged, about to move from the state `left` ("" when it is being opened)."""

    case: Case
    command: Command
    facts: Facts | None
    verdict: Verdict
    left: str


def save(process: Process, transition: Transition, done: Sequence[tuple[Step, Outcome]], rules: Rulebook) -> bool:
    """Write everything of a chunk whose effects have run; returns whether anything was announced."""
    opening = transition is process.opening
    for each, outcome in done:
        take_over(each.case, outcome)
    events = _events(transition, done)
    _cases([each.case for each, _ in done], opening=opening)
    _dossiers(process, transition, done, opening=opening)
    rows.insert(events)
    dispatches = [
        dispatch
        for (each, outcome), event in zip(done, events, strict=True)
        for dispatch in announcing.dispatches_of(each.case, event, outcome.announcements)
    ]
    rows.insert(dispatches)
    moved = [each for each, _ in done if each.case.state != each.left]
    due = _clocks(process, moved, rules)
    _people(process, transition, moved, due)
    return bool(dispatches)


def _events(transition: Transition, done: Sequence[tuple[Step, Outcome]]) -> list[CaseEvent]:
    ids = rows.reserve_ids(CaseEvent, len(done))
    events = []
    for (each, outcome), event_id in zip(done, ids, strict=True):
        entry = entry_of(each.case, transition, each.command, each.left, each.verdict, outcome)
        event = journal.compose(each.case, entry, {})
        event.pk = event_id
        events.append(event)
    return events


def _cases(cases: Sequence[Case], *, opening: bool) -> None:
    if opening:
        rows.insert(cases)
    else:
        rows.update(cases, COLUMNS)


def _dossiers(process: Process, transition: Transition, done: Sequence[tuple[Step, Outcome]], *, opening: bool) -> None:
    changed = [each for each, outcome in done if outcome.dossier_changed or opening]
    if not changed:
        return
    actor = changed[0].command.actor
    dossiers = [signed(each.case.dossier, by=actor, reason=transition.code) for each in changed]
    if opening:
        for each in changed:
            each.case.dossier.case_id = each.case.pk
        rows.insert(dossiers)
    else:
        fields = [field.name for field in process.dossier._meta.concrete_fields if not field.primary_key]
        rows.update(dossiers, fields)
    author = User(pk=actor.user_id) if actor.user_id is not None else None
    process.dossier.history.bulk_history_create(  # type: ignore[attr-defined]  # every dossier has history
        dossiers, batch_size=500, update=not opening, default_user=author, default_change_reason=transition.code
    )


def _by_left(moved: Sequence[Step]) -> dict[str, list[Step]]:
    groups: dict[str, list[Step]] = defaultdict(list)
    for each in moved:
        groups[each.left].append(each)
    return groups


def _clocks(process: Process, moved: Sequence[Step], rules: Rulebook) -> dict[int, Deadline]:
    """Stop and start clocks; the first deadline of each case, by its id."""
    first: dict[int, Deadline] = {}
    started = []
    for left, group in _by_left(moved).items():
        stopping, starting = clocks.change(process, left, group[0].case.state)
        if stopping:
            clocks.stop([each.case for each in group], stopping, group[0].command.at)
        for each in group:
            for deadline in (clocks.deadline_for(each.case, clock, each.command.at, rules) for clock in starting):
                started.append(deadline)
                known = first.get(each.case.pk)
                first[each.case.pk] = min(known, deadline, key=lambda row: row.due_at) if known else deadline
    rows.insert(started)
    return first


def _people(process: Process, transition: Transition, moved: Sequence[Step], due: dict[int, Deadline]) -> None:
    for left, group in _by_left(moved).items():
        people.end_many([each.case for each in group], left, transition.code, group[0].command.at)
    items: list[WorkItem] = []
    for each in moved:
        stage = process.stages.get(each.case.state)
        deadline = due.get(each.case.pk)
        due_at = deadline.due_at if deadline else None
        if stage is None:
            continue
        if stage.flow is not None:
            stages.start(each.case, stage, each.command.at, due_at=due_at)
        else:
            items.append(waiting_for(each.case, stage, each.command.at, due_at=due_at))
    rows.insert(items)
