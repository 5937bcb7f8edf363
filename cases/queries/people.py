"""Who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from registry.actors import Actor
from registry.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from cases.models.kept import Given


def who_can(company_id: int, duties: Iterable[str], on: date) -> Mapping[str, list[str]]:
    """For each qualified duty, the names of those who hold it on the day, in one statement."""
    memberships = memberships_on(company_id, on).select_related("user")
    people: dict[str, list[str]] = {duty: [] for duty in duties}
    for membership in memberships.order_by("user__full_name"):
        for duty in people.keys() & set(membership.duties):
            people[duty].append(membership.user.name)
    return people


def at_work(on: date | Given) -> Q:
    """Memberships in force on a day, of people who may sign in; `until` is the first day out."""
    dates = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return dates & Q(is_active=True, user__is_active=True)


def memberships_on(company_id: int, on: date) -> QuerySet[Membership]:
    """Everybody at work in a company on the day."""
    return Membership.objects.filter(at_work(on), company_id=company_id).order_by("user_id")


def duties_by_person(company_id: int, on: date) -> Mapping[int, frozenset[str]]:
    """The duties of everybody at work in a company on the day, by user id, in one statement."""
    rows = memberships_on(company_id, on).values_list("user_id", "duties")
    return {user_id: frozenset(duties) for user_id, duties in rows}


def members(company_id: int, on: date) -> list[Actor]:
    """Everybody at work in a company on the day, as an actor with his own duties, in one statement."""
    rows = memberships_on(company_id, on).values_list("user_id", "user__full_name", "user__email", "duties", "area")
    return [
        Actor(user_id=user_id, name=name or email, duties=frozenset(duties), company_id=company_id, area=area)
        for user_id, name, email, duties, area in rows
    ]
