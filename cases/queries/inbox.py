"""The work of a person: what he took, what waits in his queues, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from cases.models import WorkItem
from cases.queries.capped import Count, count
from cases.rules.days import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

PAGE = 25


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the worklist."""

    item_id: int
    number: str
    subject: str
    customer: str
    what: str | _StrPromise
    state: str
    tone: str
    due_at: datetime | None
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """The home page: rows of the chosen tab, and the figures of all tabs."""

    rows: Sequence[WorkRow]
    mine: Count
    queued: Count
    due_soon: Count
    overdue: Count


def mine(actor: Actor) -> ScopedQuerySet[WorkItem]:
    """The items the actor took and has not put off."""
    return WorkItem.objects.of(actor.company_id).filter(status=WorkItem.TAKEN, assignee_id=actor.user_id)


def queued(actor: Actor) -> ScopedQuerySet[WorkItem]:
    """The items waiting in the queues of the actor's duties."""
    return WorkItem.objects.of(actor.company_id).filter(status=WorkItem.OPEN, queue__in=actor.duties)


def awake(items: ScopedQuerySet[WorkItem], now: datetime) -> ScopedQuerySet[WorkItem]:
    """Leave out what is put off to a later day."""
    return items.filter(Q(follow_up_on__isnull=True) | Q(follow_up_on__lte=day_of(now)))


def inbox(actor: Actor, now: datetime, tab: str = "mine") -> Inbox:
    """The worklist of a person: `tab` is "mine", "queued", "due_soon" or "overdue"."""
    tabs = tabs_of(actor, now)
    chosen = tabs.get(tab, tabs["mine"])
    rows = chosen.select_related("case", "case__customer").order_by(F("due_at").asc(nulls_last=True), "id")[:PAGE]
    counts = {name: count(items) for name, items in tabs.items()}
    return Inbox(rows=[_row(item, actor, now) for item in rows], **counts)


def tabs_of(actor: Actor, now: datetime) -> dict[str, ScopedQuerySet[WorkItem]]:
    """The tabs of the home page as querysets."""
    own, waiting = awake(mine(actor), now), awake(queued(actor), now)
    both = own | waiting
    soon = now + timedelta(hours=48)
    return {
        "mine": own,
        "queued": waiting,
        "due_soon": both.filter(due_at__gte=now, due_at__lt=soon),
        "overdue": both.filter(due_at__lt=now),
    }


def _row(item: WorkItem, actor: Actor, now: datetime) -> WorkRow:
    case = item.case
    process = case.process
    stage = process.stages.get(item.state)
    return WorkRow(
        item_id=item.pk,
        number=case.number,
        subject=case.subject,
        customer=case.customer.name if case.customer else "",
        what=stage.label if stage else item.step,
        state=process.state_label(case.state),
        tone=process.tones.get(case.state, ""),
        due_at=item.due_at,
        is_late=item.due_at is not None and item.due_at < now,
        is_mine=item.assignee_id == actor.user_id,
    )
