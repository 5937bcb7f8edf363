"""What every act on a work item shares: the lock, who may, the reasons against, the event it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import WorkItem
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.rules.quorum import Hand, clashes
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.errors import NotPermitted, Refused
from cases.services.judgement import separations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case
    from registry.actors import Actor

OPEN = (WorkItem.OPEN, WorkItem.TAKEN)


def locked(item: WorkItem) -> WorkItem:
    """The item as it is now, under the lock of its case, which comes with its dossier."""
    case = locking.lock(item.case)
    rows = WorkItem.objects.of(case.company_id).select_related("assignee", "stage_task__process")
    fresh = rows.get(pk=item.pk)
    fresh.case = case
    return fresh


def require(item: WorkItem, actor: Actor) -> None:
    """Raise NotPermitted unless the actor, or the one he stands in for, may act on the item."""
    if actor.company_id != item.company_id or not actor.has(item.duty) or not _was_chosen(item, actor):
        raise NotPermitted(item.duty)


def _was_chosen(item: WorkItem, actor: Actor) -> bool:
    return not item.candidates or bool(hand_of(actor).persons & item.candidate_ids)


def hand_of(actor: Actor) -> Hand:
    """The actor as the rules of separation count him."""
    return Hand(actor.user_id, actor.acting_for_id)


def require_another(item: WorkItem, who: Hand) -> None:
    """Raise Refused when a different person must act: by a separation of the process, on the same quorum, or where
    the step is `different_from` one he acted on.
    """
    if item.stage_task is None:
        return
    rules = rulebook(item.company_id, item.process_code, day_of(item.opened_at)).separations(item.case.process)
    apart = [check.refusal for check in separations(item.case, item.step, who.persons, rules) if check.refusal]
    if apart:
        raise Refused(apart)
    check = item.stage_task.flow_task
    if check.asked == 1 and not check.different_from:
        return
    rows = WorkItem.objects.of(item.company_id).filter(case=item.case, state=item.state).exclude(pk=item.pk)
    acted = [row for row in rows if _counts(row, item, check.different_from)]
    if clashes(who, (Hand(row.assignee_id, row.acting_for_id) for row in acted)):
        raise Refused([same_person()])


def _counts(row: WorkItem, item: WorkItem, different_from: tuple[str, ...]) -> bool:
    if row.stage_task_id == item.stage_task_id:
        return row.status in {WorkItem.TAKEN, WorkItem.DONE}
    return row.step in different_from and row.status == WorkItem.DONE


def same_person() -> Refusal:
    """Somebody else must act."""
    return Refusal(
        "same_person",
        N_("You, or the person you act for, already acted where a different person must."),
        hint=N_("Leave this work to another colleague."),
        link="work",
    )


def gone(item: WorkItem) -> Refusal:
    """Why an item is not there for the taking."""
    if item.status == WorkItem.TAKEN and item.assignee:
        return Refusal("taken_by_another", N_("{person} has taken this work."), params={"person": item.assignee.name})
    return Refusal("work_not_open", N_("This work is not waiting any more."), hint=N_("Reload the page."))


def reason_missing() -> Refusal:
    """A reason is owed."""
    return Refusal("reason_missing", N_("A reason is needed."), hint=N_("Say why in a few words."))


def give(item: WorkItem, user_id: int | None, acting_for_id: int | None, now: datetime) -> None:
    """Make the item somebody's own, on the instance."""
    item.status, item.queue, item.taken_at, item.follow_up_on = WorkItem.TAKEN, "", now, None
    item.assignee_id, item.acting_for_id = user_id, acting_for_id


def give_back(item: WorkItem) -> None:
    """Put the item back in its queue, on the instance."""
    item.status, item.queue, item.taken_at, item.follow_up_on = WorkItem.OPEN, item.duty, None, None
    item.assignee_id = item.acting_for_id = None


def write(item: WorkItem, kind: str, actor: Actor, now: datetime, matter: Mapping[str, Any] | None = None) -> None:
    """Save the item and leave its event in the journal; the case's version stays as it is."""
    item.save()
    journalise(item, kind, actor, now, matter)


def journalise(item: WorkItem, kind: str, actor: Actor, now: datetime, matter: Mapping[str, Any] | None = None) -> None:
    """Leave the event of an item already saved."""
    case: Case = item.case
    told = {"item": item.pk, "step": item.step, "duty": item.duty, **(matter or {})}
    journal.append(case, journal.Entry(kind=kind, actor=actor, now=now, matter=told))
    case.save(update_fields=("seq", "head_hash", "doers"))
