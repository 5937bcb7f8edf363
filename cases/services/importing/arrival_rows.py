"""The rows of arriving cases, a few statements a chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases import stages
from cases.models import CaseEvent, Deadline
from cases.outbox import announcing, consumers
from cases.rules.facts import FactAbsent
from cases.services import clocks, notices, rows
from cases.services.importing.history import ORIGIN
from cases.services.people import unknown
from cases.stages.engine import waiting_for
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
    events = [event for each in arriving for event in each.events]
    for event, event_id in zip(events, rows.reserve_ids(CaseEvent, len(events)), strict=True):
        event.pk, event.case_id = event_id, event.case.pk
    rows.insert(events)
    dispatches = _dispatches(run, events)
    rows.insert(dispatches)
    due = _clocks(run, arriving)
    _work(run, arriving, due)
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


def _dispatches(run: Import, events: Sequence[CaseEvent]) -> list[Dispatch]:
    """Only consumers that ask for history by name hear of it."""
    kinds = {kind for kind in {event.kind for event in events} if consumers.interested(kind, ORIGIN)}
    del run
    return [row for event in events if event.kind in kinds for row in announcing.dispatches_of(event.case, event, ())]


def _clocks(run: Import, arriving: Sequence[Arriving]) -> dict[int, datetime]:
    """Start the clocks of the present state from their true dates; when each case is due first, by its id."""
    by_code = {clock.code: clock for clock in run.process.clocks}
    due: dict[int, datetime] = {}
    started: list[Deadline] = []
    for each in arriving:
        for code, since in each.since.items():
            deadline = clocks.deadline_for(each.case, by_code[code], since)
            started.append(deadline)
            due[each.case.pk] = min(deadline.due_at, due.get(each.case.pk, deadline.due_at))
    rows.insert(started)
    return due


def _work(run: Import, arriving: Sequence[Arriving], due: dict[int, datetime]) -> None:
    items = []
    for each in arriving:
        case = each.case
        stage = run.process.stages.get(case.state)
        if stage is None or not case.is_open:
            continue
        if stage.flow is None:
            items.append(waiting_for(case, stage, case.state_since, due_at=due.get(case.pk)))
        else:
            _start(run, case, due.get(case.pk))
    rows.insert(items)


def _start(run: Import, case: Case, due_at: datetime | None) -> None:
    """Start the work of several people; where the dossier does not say whose it is, somebody completes it."""
    try:
        with transaction.atomic():
            stages.start(case, run.process.stages[case.state], case.state_since, due_at=due_at)
    except FactAbsent as absent:
        notices.open_work(case, step=REASON, refusals=[unknown(absent)], now=run.now)
