"""What the commands of cases share: the companies they were asked to look at."""

from __future__ import annotations

from django.core.management.base import CommandError

from registry.models import Company


def companies(slug: str | None) -> list[Company]:
    """Every company by name of address, or the one asked for. Raises CommandError when there is no such company."""
    found = Company.objects.order_by("slug")
    if slug is None:
        return list(found)
    chosen = list(found.filter(slug=slug))
    if not chosen:
        raise CommandError(f"there is no company “{slug}”")
    return chosen
