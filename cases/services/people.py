"""Step 8 of a move: the work of the state left ends, the work of the state entered begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import WorkItem

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, Deadline

OPEN = (WorkItem.OPEN, WorkItem.TAKEN)


def moved(case: Case, left: str, transition: str, now: datetime, deadline: Deadline | None = None) -> None:
    """End the open work of the state `left`, open that of the present state, due with its deadline."""
    if left and left in case.process.stages:
        _end(case, left, transition, now)
    enter(case, now, deadline)


def _end(case: Case, left: str, transition: str, now: datetime) -> None:
    open_items = WorkItem.objects.of(case.company_id).filter(case=case, state=left, status__in=OPEN)
    open_items.update(status=WorkItem.DONE, queue="", ended_at=now, outcome=transition[:20])


def enter(case: Case, now: datetime, deadline: Deadline | None = None) -> None:
    """Open the work of the present state, if it has any."""
    stage = case.process.stages.get(case.state)
    if stage is None:
        return
    item_for(case, now, duty=case.process.duty(stage.duty), deadline=deadline).save(force_insert=True)


def item_for(case: Case, now: datetime, *, duty: str, step: str = "", deadline: Deadline | None = None) -> WorkItem:
    """An unsaved item waiting in the queue of a qualified duty."""
    return WorkItem(
        company_id=case.company_id,
        case=case,
        process_code=case.process_code,
        state=case.state,
        step=step,
        duty=duty,
        queue=duty,
        opened_at=now,
        due_at=deadline.due_at if deadline else None,
    )
