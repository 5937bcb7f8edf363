"""How much waits for a person, for the rail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.queries import inbox
from cases.queries.capped import Count
from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures around every page."""

    waiting: Count
    unread: Count


def standing(actor: Actor, now: datetime) -> Standing:
    """The work taken by the actor and that of his queues, and what he was told and has not read; one statement."""
    return Standing(**inbox.standing(actor, now))
