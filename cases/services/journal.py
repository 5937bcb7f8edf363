"""Writing the journal: one event, chained to the one before."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cases.models import CaseEvent, PersonalValue
from cases.rules import chain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from cases.models import Case
    from registry.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an event says. `matter` is any further JSON: inputs, guards, decisions, products, a comment's text."""

    kind: str
    actor: Actor
    now: datetime
    origin: str = "desk"
    occurred_at: datetime | None = None
    transition: str = ""
    from_state: str = ""
    command_id: UUID | None = None
    matter: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)


def journal_key() -> bytes:
    """The key of the chain, kept outside the database."""
    return str(settings.JOURNAL_KEY).encode()


def append(case: Case, entry: Entry) -> CaseEvent:
    """Write the next event of a locked case: raises `seq` and `head_hash` on the instance, saves only the event.

    The caller saves the case in the same transaction.
    """
    salts = {name: secrets.token_hex(8) for name in entry.personal}
    event = compose(case, entry, salts)
    event.save(force_insert=True)
    if salts:
        PersonalValue.objects.bulk_create(
            PersonalValue(company_id=case.company_id, event=event, field=name, salt=salt, value=entry.personal[name])
            for name, salt in salts.items()
        )
    return event


def compose(case: Case, entry: Entry, salts: Mapping[str, str]) -> CaseEvent:
    """The unsaved next event of a case; moves the case's `seq` and `head_hash` on."""
    case.seq += 1
    body = chain.canonical(_body(case, entry, salts))
    case.head_hash = chain.link(journal_key(), case.head_hash, body)
    return CaseEvent(
        company_id=case.company_id,
        case=case,
        seq=case.seq,
        kind=entry.kind,
        actor_id=entry.actor.user_id,
        acting_for_id=entry.actor.acting_for_id,
        actor_name=entry.actor.name,
        origin=entry.origin,
        occurred_at=entry.occurred_at or entry.now,
        recorded_at=entry.now,
        body=body,
        hash=case.head_hash,
        transition=entry.transition,
        from_state=came_from(case, entry),
        to_state=case.state,
        process_version=case.process_version,
        command_id=entry.command_id,
    )


def came_from(case: Case, entry: Entry) -> str:
    """The state before: of a move what it left ("" for an opening), of anything else the present one."""
    return entry.from_state if entry.transition else case.state


def _body(case: Case, entry: Entry, salts: Mapping[str, str]) -> dict[str, Any]:
    """The hashed content; `verify_journal` compares these keys with the event's columns."""
    actor = entry.actor
    return {
        "case": case.number,
        "company": case.company_id,
        "seq": case.seq,
        "kind": entry.kind,
        "transition": entry.transition,
        "from": came_from(case, entry),
        "to": case.state,
        "actor": actor.user_id,
        "actor_name": actor.name,
        "for": actor.acting_for_id,
        "for_name": actor.acting_for_name,
        "origin": entry.origin,
        "occurred_at": chain.plain(entry.occurred_at or entry.now),
        "recorded_at": chain.plain(entry.now),
        "process_version": case.process_version,
        "command": chain.plain(entry.command_id),
        "matter": chain.plain(entry.matter),
        "personal": {name: chain.digest(salt, entry.personal[name]) for name, salt in salts.items()},
    }
