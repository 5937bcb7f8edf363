"""Putting work off to a day: until then it is in no count, on that day it is back by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.models import WorkItem
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import items
from cases.services.errors import Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from registry.actors import Actor


def put_off(item: WorkItem, until: date, reason: str = "", *, actor: Actor, now: datetime) -> WorkItem:
    """Put an item off to a later day: one's own, or one waiting in one's queue (for all who see that queue).

    The clock goes on: the deadline stays. Raises NotPermitted, Refused (another's, ended, or not a later day).
    """
    with transaction.atomic():
        item = _mine_or_waiting(item, actor)
        if until <= day_of(now):
            raise Refused([Refusal("not_a_later_day", N_("Choose a day after today."))])
        item.follow_up_on = until
        items.write(item, "work.put_off", actor, now, {"until": until, "inputs": {"reason": reason.strip()}})
    return item


def call_back(item: WorkItem, *, actor: Actor, now: datetime) -> WorkItem:
    """Take an item up again before its day. Raises NotPermitted, Refused."""
    with transaction.atomic():
        item = _mine_or_waiting(item, actor)
        if item.follow_up_on is not None:
            item.follow_up_on = None
            items.write(item, "work.called_back", actor, now)
    return item


def _mine_or_waiting(item: WorkItem, actor: Actor) -> WorkItem:
    fresh = items.locked(item)
    items.require(fresh, actor)
    is_another_s = fresh.status == WorkItem.TAKEN and fresh.assignee_id != actor.user_id
    if fresh.status not in items.OPEN or is_another_s:
        raise Refused([items.gone(fresh)])
    return fresh
