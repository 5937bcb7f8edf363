"""How much waits for a person, for the rail."""

from __future__ import annotations

from datetime import datetime

from cases.queries.capped import count
from cases.queries.inbox import tabs_of
from registry.actors import Actor


def waiting(actor: Actor, now: datetime) -> int:
    """The work taken by the actor and that of his queues, capped; one statement."""
    tabs = tabs_of(actor, now)
    return count(tabs["mine"] | tabs["queued"]).number
