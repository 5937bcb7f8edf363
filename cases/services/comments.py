"""Words about a case, kept in its journal; and events that packages above leave there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.services import journal, locking

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case, CaseEvent
    from registry.actors import Actor


def comment(case: Case, text: str, *, actor: Actor, now: datetime) -> CaseEvent:
    """Write a comment into the journal of a case."""
    return record(case, "comment", actor=actor, now=now, matter={"inputs": {"text": text.strip()}})


def record(
    case: Case, kind: str, *, actor: Actor, now: datetime, matter: Mapping[str, Any], origin: str = "desk"
) -> CaseEvent:
    """Write an event that is no transition: a document received, a message sent. The state stays as it is."""
    with transaction.atomic():
        locked = locking.lock(case)
        entry = journal.Entry(kind=kind, actor=actor, now=now, origin=origin, from_state=locked.state, matter=matter)
        event = journal.append(locked, entry)
        locked.save(update_fields=("seq", "head_hash"))
    return event
