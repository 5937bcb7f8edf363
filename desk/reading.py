"""What a person was told of a case is read once he looks at it."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from cases.queries.branches import Branch, counted
from cases.queries.following import unread_notices
from cases.queries.mentions import unread
from cases.services.comments import read_mentions
from cases.services.following import read_notices
from registry.actors import Actor


def mark_read(case: Case, actor: Actor, now: datetime) -> None:
    """Note it; where nothing is unread, one statement and no write."""
    found = counted(
        {
            "mentions": [Branch(unread(actor).filter(case=case))],
            "notices": [Branch(unread_notices(actor).filter(case=case))],
        }
    )
    if found["mentions"].number:
        read_mentions(case, actor=actor, now=now)
    if found["notices"].number:
        read_notices(actor=actor, now=now, case=case)
