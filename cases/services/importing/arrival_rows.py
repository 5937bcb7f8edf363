"""The rows of arriving cases, a few statements a chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import CaseEvent, Deadline
from cases.outbox import announcing, consumers
from cases.rules.days import day_of
from cases.services import clocks, placing, rows
from cases.services.importing.history import ORIGIN
from cases.services.placing import Place
from registry.history import signed
from registry.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.models import Case, Dispatch
    from cases.services.importing.arrival import Import
    from cases.services.importing.history import Arriving

REASON = "import"


def save(run: Import, arriving: Sequence[Arriving]) -> bool:
    """Write cases, dossiers, journal, clocks and work; returns whether somebody wants to be told even of history."""
    rows.insert([each.case for each in arriving])
    _dossiers(run, arriving)
    events = [(each.case, event) for each in arriving for event in each.events]
    for (case, event), event_id in zip(events, rows.reserve_ids(CaseEvent, len(events)), strict=True):
        event.pk, event.case_id = event_id, case.pk
    rows.insert([event for _, event in events])
    dispatches = _dispatches(events)
    rows.insert(dispatches)
    due = _clocks(run, arriving)
    placing.place(
        [Place(each.case, each.case.state_since, due.get(each.case.pk)) for each in arriving], REASON, run.now
    )
    return bool(dispatches)


def _dossiers(run: Import, arriving: Sequence[Arriving]) -> None:
    for each in arriving:
        each.case.dossier.case_id = each.case.pk
    dossiers = [signed(each.case.dossier, by=run.actor, reason=REASON) for each in arriving]
    rows.insert(dossiers)
    history = getattr(run.process.dossier, "history", None)
    if history is not None:
        author = User(pk=run.actor.user_id) if run.actor.user_id is not None else None
        history.bulk_history_create(
            dossiers, batch_size=500, update=False, default_user=author, default_change_reason=REASON
        )


def _dispatches(events: Sequence[tuple[Case, CaseEvent]]) -> list[Dispatch]:
    """Only consumers that ask for history by name hear of it."""
    kinds = {kind for kind in {event.kind for _, event in events} if consumers.interested(kind, ORIGIN)}
    return [row for case, event in events if event.kind in kinds for row in announcing.dispatches_of(case, event, ())]


def _clocks(run: Import, arriving: Sequence[Arriving]) -> dict[int, datetime]:
    """Start the clocks of the present state from their true dates; when each case is due first, by its id."""
    by_code = {clock.code: clock for clock in run.process.clocks}
    due: dict[int, datetime] = {}
    started: list[Deadline] = []
    for each in arriving:
        for code, since in each.since.items():
            if not clocks.begins(each.case, by_code[code]):
                continue
            deadline = clocks.deadline_for(each.case, by_code[code], since, run.books.on(day_of(since)))
            started.append(deadline)
            due[each.case.pk] = min(deadline.due_at, due.get(each.case.pk, deadline.due_at))
    rows.insert(started)
    return due
