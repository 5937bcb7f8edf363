"""Days on which a person gets nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Absence
from cases.rules.refusals import N_, Refusal
from cases.services.errors import NotPermitted, Refused
from cases.services.handing import MANAGE_PEOPLE

if TYPE_CHECKING:
    from datetime import date

    from registry.actors import Actor
    from registry.models import User


def enter_absence(person: User, from_on: date, to_on: date, reason: str = "", *, actor: Actor) -> Absence:
    """Note that a person is away from one day to another, the last one included.

    Who may: the person, or who manages people. Raises NotPermitted; Refused when it ends before it starts.
    """
    author = require_self_or_manager(person.pk, actor)
    require_order(from_on, to_on)
    return Absence.objects.create(
        company_id=actor.company_id,
        person=person,
        from_on=from_on,
        to_on=to_on,
        reason=reason.strip(),
        entered_by_id=author,
    )


def remove_absence(absence: Absence, *, actor: Actor) -> None:
    """Take an absence back. Raises NotPermitted."""
    if absence.company_id != actor.company_id:
        raise NotPermitted(MANAGE_PEOPLE)
    require_self_or_manager(absence.person_id, actor)
    absence.delete()


def require_self_or_manager(person_id: int, actor: Actor) -> int:
    """Only the person himself, not somebody in his place, or who manages people: returns who. Raises NotPermitted."""
    is_self = actor.user_id == person_id and actor.acting_for_id is None
    manages = actor.has(MANAGE_PEOPLE) and actor.acting_for_id is None
    if actor.user_id is None or not (is_self or manages):
        raise NotPermitted(MANAGE_PEOPLE)
    return actor.user_id


def require_order(from_on: date, to_on: date) -> None:
    """Raise Refused when a period ends before it starts."""
    if to_on < from_on:
        raise Refused([Refusal("ends_before_it_starts", N_("The last day comes before the first."))])
