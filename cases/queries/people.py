"""Who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from registry.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


def who_can(company_id: int, duties: Iterable[str], on: date) -> Mapping[str, list[str]]:
    """For each qualified duty, the names of those who hold it on the day, in one statement."""
    at_work = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    memberships = (
        Membership.objects.filter(at_work, company_id=company_id, is_active=True, user__is_active=True)
        .select_related("user")
        .order_by("user__full_name")
    )
    people: dict[str, list[str]] = {duty: [] for duty in duties}
    for membership in memberships:
        for duty in people.keys() & set(membership.duties):
            people[duty].append(membership.user.name)
    return people
