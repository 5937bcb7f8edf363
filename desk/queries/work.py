"""How much waits for a person, for the rail."""

from __future__ import annotations

from datetime import datetime

from cases.queries import inbox
from registry.actors import Actor


def waiting(actor: Actor, now: datetime) -> int:
    """The work taken by the actor and that of his queues, capped; one statement."""
    return inbox.waiting(actor, now).number
