"""How far behind the relay is: for the health page, which is an edge and so reads the clock itself."""

from __future__ import annotations

from django.utils import timezone

from cases.queries.dispatches import lag


def relay_lag_seconds() -> float:
    """The age of the oldest dispatch the relay should have delivered by now."""
    return lag(timezone.now())
