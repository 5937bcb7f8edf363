"""One relay per consumer, by conditional UPDATE: works the same on PostgreSQL and SQLite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import ConsumerLease

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease that is ours; `unfinished` is the dispatch its last holder was handling when it fell silent."""

    unfinished: int | None


def take(consumer: str, holder: str, now: datetime, length: timedelta) -> Taken | None:
    """Take the lease of a consumer if it is free, ours, or run out. None when another relay serves it.

    A lease that ends later than any could was written by a clock that was wrong: it counts as run out.
    """
    _know(consumer, now)
    unfinished = ConsumerLease.objects.values_list("working_on", flat=True).get(consumer=consumer)
    run_out = Q(until__lte=now) | Q(until__gt=now + 2 * length)
    free = ConsumerLease.objects.filter(run_out | Q(holder__in=("", holder)), consumer=consumer)
    return Taken(unfinished) if free.update(holder=holder, until=now + length) else None


def keep(consumer: str, holder: str, until: datetime, working_on: int) -> bool:
    """Prolong our lease and say what is handled next; False when another relay has taken it since."""
    return bool(_held(consumer, holder).update(until=until, working_on=working_on))


def release(consumer: str, holder: str) -> None:
    """Give our lease back; nothing happens when it is not ours any more."""
    _held(consumer, holder).update(holder="", working_on=None)


def _held(consumer: str, holder: str) -> QuerySet[ConsumerLease]:
    return ConsumerLease.objects.filter(consumer=consumer, holder=holder)


def _know(consumer: str, now: datetime) -> None:
    """The first relay that meets a consumer writes its row, free; when two meet it, the second changes nothing."""
    if not ConsumerLease.objects.filter(consumer=consumer).exists():
        ConsumerLease.objects.bulk_create([ConsumerLease(consumer=consumer, until=now)], ignore_conflicts=True)
