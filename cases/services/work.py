"""Taking, releasing, handing over and ending work: the item and an event change, the case's version does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases import stages
from cases.models import WorkItem
from cases.rules.facts import FactAbsent
from cases.rules.quorum import FAVOURABLE
from cases.rules.refusals import N_, Refusal
from cases.services import items
from cases.services.errors import Refused
from cases.services.people import unknown

if TYPE_CHECKING:
    from datetime import datetime

    from registry.actors import Actor


def take(item: WorkItem, *, actor: Actor, now: datetime) -> WorkItem:
    """Make an item waiting in a queue one's own. Taking one's own item again changes nothing.

    Raises NotPermitted (no duty, or not among those who may act), Refused when somebody else took it, it ended, or
    a different person must act.
    """
    with transaction.atomic():
        item = items.locked(item)
        items.require(item, actor)
        if item.status == WorkItem.TAKEN and item.assignee_id == actor.user_id:
            return item
        if item.status != WorkItem.OPEN:
            raise Refused([items.gone(item)])
        items.require_another(item, items.hand_of(actor))
        items.give(item, actor.user_id, actor.acting_for_id, now)
        items.write(item, "work.taken", actor, now)
    return item


def release(item: WorkItem, *, actor: Actor, now: datetime) -> WorkItem:
    """Put one's own item back in its queue. Raises Refused when it is not one's own or has ended."""
    with transaction.atomic():
        item = items.locked(item)
        _own(item, actor)
        items.give_back(item)
        items.write(item, "work.released", actor, now)
    return item


def complete(item: WorkItem, outcome: str, reason: str = "", *, actor: Actor, now: datetime) -> WorkItem:
    """End a step of a stage with an outcome, and let the stage go on. An item still waiting is taken by it.

    Raises NotPermitted, Refused (not one's own, ended, a reason is missing, another person must act, or who works
    next depends on a fact that is not known).
    """
    with transaction.atomic():
        item = items.locked(item)
        items.require(item, actor)
        _endable(item, outcome, reason.strip(), actor)
        items.require_another(item, items.hand_of(actor))
        _remember_doer(item, actor)
        try:
            stages.complete(item, outcome, reason.strip(), actor=actor, now=now)
        except FactAbsent as absent:
            raise Refused([unknown(absent)]) from absent
        matter = {"outcome": outcome, "inputs": {"reason": reason.strip()}}
        items.journalise(item, "work.completed", actor, now, matter)
    return item


def dismiss(item: WorkItem, reason: str, *, actor: Actor, now: datetime) -> WorkItem:
    """End work that belongs to no state: what the machine could not do was seen to, or is not needed, and why.

    Raises NotPermitted, Refused (another's, ended, no reason, or work that ends with a step of its state).
    """
    with transaction.atomic():
        item = items.locked(item)
        items.require(item, actor)
        if item.status != WorkItem.OPEN:
            _own(item, actor)
        if item.state:
            raise Refused([_ends_with_a_step()])
        if not reason.strip():
            raise Refused([items.reason_missing()])
        item.status, item.queue, item.ended_at, item.reason = WorkItem.DONE, "", now, reason.strip()
        item.assignee_id, item.acting_for_id = actor.user_id, actor.acting_for_id
        items.write(item, "work.dismissed", actor, now, {"inputs": {"reason": reason.strip()}})
    return item


def _own(item: WorkItem, actor: Actor) -> None:
    if item.status != WorkItem.TAKEN or item.assignee_id != actor.user_id:
        raise Refused([items.gone(item)])


def _endable(item: WorkItem, outcome: str, reason: str, actor: Actor) -> None:
    if item.status != WorkItem.OPEN:
        _own(item, actor)
    if item.stage_task is None:
        raise Refused([_ends_with_a_step()])
    if outcome not in item.stage_task.flow_task.outcomes:
        raise Refused([_no_such_outcome(outcome)])
    if outcome != FAVOURABLE and not reason:
        raise Refused([items.reason_missing()])


def _remember_doer(item: WorkItem, actor: Actor) -> None:
    """Separations name steps of a stage as they name transitions."""
    pair = [actor.user_id, actor.acting_for_id]
    took = item.case.doers.setdefault(item.step, [])
    if pair not in took:
        took.append(pair)


def _ends_with_a_step() -> Refusal:
    return Refusal(
        "work_ends_with_a_step",
        N_("This work ends with a step of the case."),
        hint=N_("Choose one of the steps of the case."),
        link="work",
    )


def _no_such_outcome(outcome: str) -> Refusal:
    return Refusal("no_such_outcome", N_("“{outcome}” is not an outcome of this work."), params={"outcome": outcome})
