"""Counting without counting everything: beyond a thousand nobody reads the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django.db.models import QuerySet

CAP: Final = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, at most CAP; `more` when there are more."""

    number: int
    more: bool = False


def capped(found: int) -> Count:
    """What was found, looking no further than one beyond the cap."""
    return Count(number=min(found, CAP), more=found > CAP)


def count(rows: QuerySet[Any]) -> Count:
    """Count up to CAP rows in one bounded statement."""
    return capped(rows.order_by().values("pk")[: CAP + 1].count())
