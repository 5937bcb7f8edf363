"""The timeline in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Case
from cases.queries.timeline import Entry as Event
from desk.presenting import journal_words
from desk.shown import Entry, Fact, State


def entries(events: Iterable[Event], states: dict[str, State], case: Case) -> list[Entry]:
    """Each event with its title, colour and what came with it."""
    return [_entry(event, states, case) for event in events]


def _entry(event: Event, states: dict[str, State], case: Case) -> Entry:
    return Entry(
        title=str(event.label) or journal_words.title(event.kind, case.process),
        at=event.occurred_at,
        who=event.actor,
        on_behalf_of=event.acting_for,
        text=event.words or str(event.matter.get("reason", "")),
        tone=_tone(event),
        facts=list(_facts(event, states, case)),
    )


def _tone(event: Event) -> str:
    return event.tone or journal_words.tone(event) or ("run" if _moved(event) else "")


def _moved(event: Event) -> bool:
    return bool(event.label) and event.from_state != event.to_state


def _facts(event: Event, states: dict[str, State], case: Case) -> Iterable[Fact]:
    if _moved(event) and event.to_state in states and event.from_state in states:
        yield Fact(_("State"), f"{states[event.from_state].label} → {states[event.to_state].label}")
    if not event.label:
        yield from journal_words.facts(event, case)
    for product in event.produced:
        yield Fact(_("Produced"), product[-1] or product[1])


def since(events: Iterable[Event], seq: int) -> list[Event]:
    """The events a page shown at `seq` had not seen, oldest first."""
    return sorted((event for event in events if event.seq > seq), key=lambda event: event.seq)
