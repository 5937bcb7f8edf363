"""What is owed, in the order in which it may be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q

from cases.models import Dispatch

if TYPE_CHECKING:
    from datetime import datetime

    from registry.scoping import ScopedQuerySet

WHY = "the relay delivers what every company announced"
PENDING: Final = (Dispatch.WAITING, Dispatch.PARKED)


def consumers_owed() -> list[str]:
    """The consumers for whom something waits, or is parked only because their code was away."""
    rows = Dispatch.objects.across_companies(WHY).filter(status__in=PENDING)
    owed = rows.filter(Q(status=Dispatch.WAITING) | Q(trouble=Dispatch.NO_CONSUMER))
    return sorted(owed.order_by().values_list("consumer", flat=True).distinct())


def is_due(now: datetime) -> Q:
    """New, or its pause is over. A new one is due whatever its time says: clocks jump, ids do not."""
    return Q(attempts=0) | Q(next_try_at__lte=now)


def due(consumer: str, now: datetime, limit: int) -> list[tuple[int, str]]:
    """(id, ordering key) of what may be delivered now, oldest first: nothing behind one that is parked or pauses."""
    rows = Dispatch.objects.across_companies(WHY).filter(is_due(now), consumer=consumer, status=Dispatch.WAITING)
    free = rows.filter(~Exists(standing_before(now)))
    return list(free.order_by("id").values_list("id", "ordering_key")[:limit])


def standing_before(now: datetime) -> ScopedQuerySet[Dispatch]:
    """Sub-query: the earlier dispatches of the same consumer and key that hold the outer one up."""
    return (
        Dispatch.objects.across_companies(WHY)
        .filter(status__in=PENDING, attempts__gt=0)
        .filter(Q(status=Dispatch.PARKED) | Q(next_try_at__gt=now))
        .filter(consumer=OuterRef("consumer"), ordering_key=OuterRef("ordering_key"), id__lt=OuterRef("id"))
    )
