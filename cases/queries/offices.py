"""The companies as the checks of processes see them: who is at work, with which duties."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.definition.checks import Office
from cases.models import Case
from registry.models import Company, Membership, Role

if TYPE_CHECKING:
    from datetime import date

WHY = "verify processes with the roles and people of every company"


def offices(on: date) -> list[Office]:
    """Every active company with its active roles, the people at work on the day and the processes with open cases."""
    roles: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    for role in Role.objects.across_companies(WHY).filter(is_active=True):
        roles[role.company_id][role.code] = frozenset(role.duties)
    running: dict[int, set[str]] = defaultdict(set)
    still_open = Case.objects.across_companies(WHY).filter(closed_at__isnull=True).order_by()
    for company_id, code in still_open.values_list("company_id", "process_code").distinct():
        running[company_id].add(code)
    people = _people(on)
    return [
        Office(
            company=company.slug,
            company_id=company.pk,
            roles=roles[company.pk],
            people=people[company.pk],
            running=frozenset(running[company.pk]),
        )
        for company in Company.objects.filter(is_active=True).order_by("slug")
    ]


def _people(on: date) -> dict[int, dict[str, frozenset[str]]]:
    at_work = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on)) & Q(is_active=True, user__is_active=True)
    found: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    for company_id, email, duties in Membership.objects.filter(at_work).values_list(
        "company_id", "user__email", "duties"
    ):
        found[company_id][email] = frozenset(duties)
    return found
