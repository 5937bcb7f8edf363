"""Writing the journal: one event, chained to the one before."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.conf import settings

from cases.models import CaseEvent, PersonalValue
from cases.models.copies import like
from cases.models.writing import add
from cases.rules import chain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from cases.models import Case
    from registry.actors import Actor


BLANK: Final = CaseEvent()


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
    salts = salts_for(entry)
    event = compose(case, entry, salts)
    add([event])
    if salts:
        add(personal_values(event, entry, salts))
    return event


def salts_for(entry: Entry) -> dict[str, str]:
    """A fresh salt for every personal value of an entry."""
    return {name: secrets.token_hex(8) for name in entry.personal}


def personal_values(event: CaseEvent, entry: Entry, salts: Mapping[str, str]) -> list[PersonalValue]:
    """The unsaved rows that hold the personal values of an event in clear."""
    return [
        PersonalValue(company_id=event.company_id, event_id=event.pk, field=name, salt=salt, value=entry.personal[name])
        for name, salt in salts.items()
    ]


def compose(case: Case, entry: Entry, salts: Mapping[str, str]) -> CaseEvent:
    """The unsaved next event of a case; moves the case's `seq` and `head_hash` on."""
    case.seq += 1
    body = chain.canonical(_body(case, entry, salts))
    case.head_hash = chain.link(journal_key(), case.head_hash, body)
    event = _event(case, entry, body)
    event.case = case
    return event


def _event(case: Case, entry: Entry, body: str) -> CaseEvent:
    return like(
        BLANK,
        company_id=case.company_id,
        case_id=case.pk,
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


class Press:
    """Composes the events of many cases from one entry: the same events as `compose`, what they share said once.

    Only the command differs from case to case. The cases are of one process version and state, and of one company.
    """

    def __init__(self, case: Case, entry: Entry) -> None:
        command, number = uuid4(), uuid4().hex
        stand_in = like(case, number=number, seq=0)
        body = {**_body(stand_in, replace(entry, command_id=command), {}), "seq": number[::-1]}
        text = chain.canonical(body)
        self._before, rest = text.split(f'"{number}"')
        self._to_command, rest = rest.split(f'"{command}"')
        self._to_seq, self._after = rest.split(f'"{number[::-1]}"')
        self._event = _event(case, entry, text)
        self._key = journal_key()

    def compose(self, case: Case, command_id: UUID) -> CaseEvent:
        """The unsaved next event of a case; moves the case's `seq` and `head_hash` on."""
        case.seq = seq = case.seq + 1
        number = chain.canonical(case.number)
        body = f'{self._before}{number}{self._to_command}"{command_id}"{self._to_seq}{seq}{self._after}'
        case.head_hash = head = chain.link(self._key, case.head_hash, body)
        return like(self._event, case_id=case.pk, seq=seq, body=body, hash=head, command_id=command_id)


def came_from(case: Case, entry: Entry) -> str:
    """The state before: of a move what it left ("" for an opening), of anything else the present one unless it says."""
    return entry.from_state if entry.transition else entry.from_state or case.state


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
