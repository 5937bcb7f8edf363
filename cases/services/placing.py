"""Work for cases that stand in a state they did not walk into: imported ones, and those moved to a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cases import stages
from cases.rules.facts import FactAbsent
from cases.services import notices, rows
from cases.services.people import unknown
from cases.stages.engine import waiting_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Place:
    """A case, since when its work waits, and when it is due."""

    case: Case
    since: datetime
    due_at: datetime | None


def place(places: Sequence[Place], reason: str, now: datetime) -> None:
    """Open the work of the present state of each open case; one person's work in a few statements.

    Where the dossier does not say whose work it is, somebody is asked to complete it, under the step `reason`.
    """
    items = []
    for each in places:
        stage = each.case.process.stages.get(each.case.state)
        if stage is None or not each.case.is_open:
            continue
        if stage.flow is None:
            items.append(waiting_for(each.case, stage, each.since, due_at=each.due_at))
        else:
            _start(each, reason, now)
    rows.insert(items)


def _start(each: Place, reason: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            stages.start(each.case, each.case.process.stages[each.case.state], each.since, due_at=each.due_at)
    except FactAbsent as absent:
        notices.open_work(each.case, step=reason, refusals=[unknown(absent)], now=now)
