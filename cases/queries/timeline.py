"""What happened to a case, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.definition.process import UnknownTransition
from cases.models import CaseEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from cases.definition import Process
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: what, who (and for whom), when, and the words that came with it.

    `kind` is the event's dotted name; `label` is set for transitions, other kinds are worded by the face.
    """

    seq: int
    kind: str
    label: str | _StrPromise
    actor: str
    acting_for: str
    origin: str
    occurred_at: datetime
    recorded_at: datetime
    from_state: str
    to_state: str
    tone: str
    words: str
    produced: Sequence[Sequence[str]]
    matter: Mapping[str, Any]


def timeline(case: Case, limit: int = 200) -> list[Entry]:
    """The newest events of a case, newest first, in one statement."""
    events = CaseEvent.objects.of(case.company_id).filter(case=case).order_by("-seq")[:limit]
    return [_entry(case.process, event) for event in events]


def _entry(process: Process, event: CaseEvent) -> Entry:
    body = json.loads(event.body)
    matter = body["matter"]
    label, tone = _words_of(process, event)
    return Entry(
        seq=event.seq,
        kind=event.kind,
        label=label,
        actor=event.actor_name,
        acting_for=body["for_name"],
        origin=event.origin,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        from_state=event.from_state,
        to_state=event.to_state,
        tone=tone,
        words=said(matter),
        produced=matter.get("produced", ()),
        matter=matter,
    )


def said(matter: Mapping[str, Any]) -> str:
    """The reason, judgement or comment an event carries."""
    inputs = matter.get("inputs", {})
    return next((str(inputs[name]) for name in ("reason", "judgement", "conditions", "text") if inputs.get(name)), "")


def _words_of(process: Process, event: CaseEvent) -> tuple[str | _StrPromise, str]:
    if not event.transition:
        return "", ""
    try:
        transition = process.transition(event.transition)
    except UnknownTransition:
        return event.transition, ""
    tone = "bad" if transition.tone == "danger" else process.tones.get(event.to_state, "")
    return transition.done or transition.label, tone if tone in ("good", "bad") else ""
