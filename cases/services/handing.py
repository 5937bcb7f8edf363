"""Work passed from one person to another, and asked anew of those who hold the duty today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from cases.models import WorkItem
from cases.queries.absences import is_absent
from cases.queries.people import duties_by_person
from cases.rules.days import day_of
from cases.rules.quorum import Hand
from cases.rules.refusals import N_, Refusal
from cases.services import items, notices
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from registry.actors import Actor
    from registry.models import User

MANAGE_PEOPLE: Final = "cases.manage_people"
"""Product-wide duty: enter absences and substitutions of others, hand over their work, ask a step anew."""


def hand_over(item: WorkItem, to: User, reason: str, *, actor: Actor, now: datetime) -> WorkItem:
    """Give an open item to a person who has its duty; he is told.

    Who may: whose item it is, who stands in for him, or who manages people. Raises NotPermitted otherwise; Refused
    with every reason when the other may not act, is absent, or no reason is given.
    """
    with transaction.atomic():
        item = items.locked(item)
        if item.status not in items.OPEN:
            raise Refused([items.gone(item)])
        _may_hand_over(item, actor)
        refusals = _against(item, to, reason.strip(), day_of(now))
        if refusals:
            raise Refused(refusals)
        items.require_another(item, Hand(to.pk))
        before = item.assignee.name if item.assignee else ""
        items.give(item, to.pk, None, now)
        matter = {"from": before, "to": to.name, "to_id": to.pk, "inputs": {"reason": reason.strip()}}
        items.write(item, "work.handed_over", actor, now, matter)
        _tell(item, to, actor, now)
    return item


def _may_hand_over(item: WorkItem, actor: Actor) -> None:
    if actor.company_id != item.company_id:
        raise NotPermitted(item.duty)
    is_his = item.assignee_id is not None and item.assignee_id in items.hand_of(actor).persons
    if not (is_his and actor.has(item.duty)) and not actor.has(MANAGE_PEOPLE):
        raise NotPermitted(MANAGE_PEOPLE)


def _against(item: WorkItem, to: User, reason: str, on: date) -> list[Refusal]:
    holds_duty = item.duty in duties_by_person(item.company_id, on).get(to.pk, frozenset())
    was_chosen = not item.candidates or to.pk in item.candidate_ids
    checks = (
        (bool(reason), items.reason_missing()),
        (to.pk != item.assignee_id, _refusal("already_his", N_("{person} has this work already."), to)),
        (holds_duty, _refusal("lacks_duty", N_("{person} does not have the duty for this work."), to)),
        (was_chosen, _refusal("not_chosen", N_("{person} was not among those who may act when the step opened."), to)),
        (not is_absent(item.company_id, to.pk, on), _refusal("absent", N_("{person} is absent."), to)),
    )
    return [refusal for holds, refusal in checks if not holds]


def _refusal(code: str, message: str, person: User) -> Refusal:
    return Refusal(code, message, params={"person": person.name}, hint=N_("Choose another colleague."))


def _tell(item: WorkItem, to: User, actor: Actor, now: datetime) -> None:
    if to.pk != actor.user_id:
        source = f"handed-over:{item.pk}/{item.case.seq}"
        params = {"by": actor.name, "step": item.step, "state": item.state}
        notices.tell(item.case, [to.pk], kind="work_handed_over", source=source, now=now, params=params)


def reroute(item: WorkItem, reason: str, *, actor: Actor, now: datetime) -> WorkItem:
    """Fix anew who may act on an open step: those who hold its duty today. Nobody else's change does that.

    Raises NotPermitted (the actor does not manage people), Refused (ended, or no reason).
    """
    with transaction.atomic():
        item = items.locked(item)
        if actor.company_id != item.company_id or not actor.has(MANAGE_PEOPLE):
            raise NotPermitted(MANAGE_PEOPLE)
        if item.status not in items.OPEN:
            raise Refused([items.gone(item)])
        if not reason.strip():
            raise Refused([items.reason_missing()])
        people = duties_by_person(item.company_id, day_of(now))
        holders = sorted(user_id for user_id, duties in people.items() if item.duty in duties)
        item.candidates = f" {' '.join(map(str, holders))} " if holders else ""
        items.write(item, "work.rerouted", actor, now, {"may_act": holders, "inputs": {"reason": reason.strip()}})
    return item
