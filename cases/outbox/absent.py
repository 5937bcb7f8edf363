"""Dispatches whose consumer's code is gone: parked with that reason, welcomed back when it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.models import Dispatch

if TYPE_CHECKING:
    from datetime import datetime

    from registry.scoping import ScopedQuerySet

WHY = "the relay delivers what every company announced"


def park(consumer: str, now: datetime, limit: int) -> int:
    """Park what waits for a consumer nobody knows; returns how many. Three statements, however many."""
    with transaction.atomic():
        rows = list(_locked(consumer, status=Dispatch.WAITING)[:limit])
        for dispatch in rows:
            dispatch.attempts += 1
            dispatch.trouble = Dispatch.NO_CONSUMER
            dispatch.last_error = f"No consumer is called {consumer}: its code was removed or is not installed here."
            dispatch.next_try_at = now
            dispatch.park()
        _save(rows)
    return len(rows)


def welcome_back(consumer: str, now: datetime) -> int:
    """Let wait again what was parked only because the consumer's code was away (a rolling update); how many."""
    with transaction.atomic():
        rows = list(_locked(consumer, status=Dispatch.PARKED, trouble=Dispatch.NO_CONSUMER))
        for dispatch in rows:
            dispatch.retry()
            dispatch.attempts, dispatch.trouble, dispatch.last_error = 0, "", ""
            dispatch.next_try_at = now
        _save(rows)
    return len(rows)


def _locked(consumer: str, **which: str) -> ScopedQuerySet[Dispatch]:
    rows = Dispatch.objects.across_companies(WHY).filter(consumer=consumer, **which)
    return rows.order_by("id").select_for_update(skip_locked=True)


def _save(rows: list[Dispatch]) -> None:
    columns = ("status", "attempts", "trouble", "last_error", "next_try_at")
    Dispatch.objects.across_companies(WHY).bulk_update(rows, columns, batch_size=200)
