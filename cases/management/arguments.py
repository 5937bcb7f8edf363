"""What the commands of cases share: the companies they were asked to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import CommandError
from django.utils import timezone

from cases.rules.days import day_of
from registry.models import Company, User
from registry.services.access import actor_for

if TYPE_CHECKING:
    from registry.actors import Actor


def companies(slug: str | None) -> list[Company]:
    """Every company by name of address, or the one asked for. Raises CommandError when there is no such company."""
    found = Company.objects.order_by("slug")
    if slug is None:
        return list(found)
    chosen = list(found.filter(slug=slug))
    if not chosen:
        raise CommandError(f"there is no company “{slug}”")
    return chosen


def actor(email: str, company: Company) -> Actor:
    """Who answers for a command, as the company employs him today. Raises CommandError when it does not."""
    user = User.objects.filter(email__iexact=email).first()
    found = actor_for(user, company, on=day_of(timezone.now())) if user else None
    if found is None:
        raise CommandError(f"--as {email}: nobody of that e-mail is at work in {company.slug} today")
    return found
