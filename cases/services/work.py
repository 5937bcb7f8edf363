"""Taking, releasing and handing over work: the item and an event change, the case's version does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.models import WorkItem
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from registry.actors import Actor


def take(item: WorkItem, *, actor: Actor, now: datetime) -> WorkItem:
    """Make an item waiting in a queue one's own. Taking one's own item again changes nothing.

    Raises NotPermitted (no duty, or not among those who may act), Refused when somebody else took it or it ended.
    """
    with transaction.atomic():
        case, item = _locked(item)
        _require(item, actor)
        if item.status == WorkItem.TAKEN and item.assignee_id == actor.user_id:
            return item
        if item.status != WorkItem.OPEN:
            raise Refused([_gone(item)])
        item.status, item.assignee_id, item.taken_at, item.queue = WorkItem.TAKEN, actor.user_id, now, ""
        _write(case, item, "work.taken", actor, now)
    return item


def release(item: WorkItem, *, actor: Actor, now: datetime) -> WorkItem:
    """Put one's own item back in its queue. Raises Refused when it is not one's own or has ended."""
    with transaction.atomic():
        case, item = _locked(item)
        if item.status != WorkItem.TAKEN or item.assignee_id != actor.user_id:
            raise Refused([_gone(item)])
        item.status, item.assignee_id, item.taken_at, item.queue = WorkItem.OPEN, None, None, item.duty
        _write(case, item, "work.released", actor, now)
    return item


def _locked(item: WorkItem) -> tuple[Case, WorkItem]:
    case = locking.lock(item.case)
    return case, WorkItem.objects.of(case.company_id).select_related("assignee").get(pk=item.pk)


def _require(item: WorkItem, actor: Actor) -> None:
    chosen = not item.candidates or actor.user_id in item.candidate_ids
    if actor.company_id != item.company_id or not actor.has(item.duty) or not chosen:
        raise NotPermitted(item.duty)


def _gone(item: WorkItem) -> Refusal:
    if item.status == WorkItem.TAKEN and item.assignee:
        return Refusal("taken_by_another", N_("{person} has taken this work."), params={"person": item.assignee.name})
    return Refusal("work_not_open", N_("This work is not waiting any more."), hint=N_("Reload the page."))


def _write(case: Case, item: WorkItem, kind: str, actor: Actor, now: datetime) -> None:
    item.save()
    matter = {"item": item.pk, "step": item.step, "duty": item.duty}
    journal.append(case, journal.Entry(kind=kind, actor=actor, now=now, from_state=case.state, matter=matter))
    case.save(update_fields=("seq", "head_hash"))
