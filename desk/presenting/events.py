"""The timeline in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.queries.timeline import Entry as Event
from desk.forms.papers import kind_label
from desk.shown import Entry, Fact, State

WORDS = {
    "comment": gettext_lazy("Comment"),
    "work.taken": gettext_lazy("Work taken"),
    "work.released": gettext_lazy("Work released"),
    "work.handed_over": gettext_lazy("Work handed over"),
    "case.corrected": gettext_lazy("Dossier corrected"),
    "case.migrated": gettext_lazy("Moved to the new version of the process"),
    "document.received": gettext_lazy("Document received"),
    "document.verified": gettext_lazy("Document verified"),
    "document.rejected": gettext_lazy("Document rejected"),
    "document.expired": gettext_lazy("Document expired"),
}
GOOD, BAD = {"document.verified"}, {"document.rejected", "document.expired"}


def entries(events: Iterable[Event], states: dict[str, State]) -> list[Entry]:
    """Each event with its title, colour and what came with it."""
    return [_entry(event, states) for event in events]


def _entry(event: Event, states: dict[str, State]) -> Entry:
    return Entry(
        title=str(event.label or WORDS.get(event.kind) or event.kind),
        at=event.occurred_at,
        who=event.actor,
        on_behalf_of=event.acting_for,
        text=event.words or str(event.matter.get("reason", "")),
        tone=_tone(event),
        facts=list(_facts(event, states)),
    )


def _tone(event: Event) -> str:
    if event.kind in GOOD:
        return "good"
    if event.kind in BAD:
        return "bad"
    return event.tone or ("run" if _moved(event) else "")


def _moved(event: Event) -> bool:
    return bool(event.label) and event.from_state != event.to_state


def _facts(event: Event, states: dict[str, State]) -> Iterable[Fact]:
    if _moved(event) and event.to_state in states and event.from_state in states:
        yield Fact(_("State"), f"{states[event.from_state].label} → {states[event.to_state].label}")
    if kind := event.matter.get("document_kind"):
        yield Fact(_("Document"), kind_label(str(kind)))
    for product in event.produced:
        yield Fact(_("Produced"), product[-1] or product[1])


def since(events: Iterable[Event], seq: int) -> list[Event]:
    """The events a page shown at `seq` had not seen, oldest first."""
    return sorted((event for event in events if event.seq > seq), key=lambda event: event.seq)
