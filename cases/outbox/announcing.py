"""Writing what others must be told, in the transaction of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.models import Dispatch
from cases.models.copies import like
from cases.models.writing import add
from cases.outbox import consumers
from cases.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cases.definition import Announcement
    from cases.models import Case, CaseEvent

UNSENT: Final = Dispatch()


def announce(case: Case, event: CaseEvent, announcements: Sequence[Announcement] = ()) -> list[Dispatch]:
    """Save the dispatches of an event, in one statement; none when nobody is interested."""
    return saved(dispatches_of(case, event, announcements))


def saved(dispatches: Iterable[Dispatch]) -> list[Dispatch]:
    """Save dispatches in one statement. The caller is in the transaction of what they tell, and nudges after it."""
    rows = list(dispatches)
    add(rows)
    return rows


def dispatches_of(case: Case, event: CaseEvent, announcements: Sequence[Announcement]) -> Iterable[Dispatch]:
    """The unsaved dispatches of an event: the event itself first, then what its effect announces."""
    own = {"case": case.number, "process": case.process_code, "state": case.state, "seq": event.seq}
    yield from _of_event(case, event, 0, event.kind, own, case.number)
    for position, announcement in enumerate(announcements, start=1):
        key = announcement.ordering_key or case.number
        yield from _of_event(case, event, position, announcement.topic, announcement.payload, key)


def _of_event(
    case: Case, event: CaseEvent, position: int, topic: str, payload: Mapping[str, object], key: str
) -> Iterable[Dispatch]:
    source = f"case-event:{case.number}@{case.company_id}/{event.seq}/{position}"
    at, origin = event.recorded_at, event.origin
    for row in owed(case.company_id, topic, payload, source=source, ordering_key=key, origin=origin, at=at, case=case):
        row.event_id = event.pk
        yield row


def owed(
    company_id: int,
    topic: str,
    payload: Mapping[str, object],
    *,
    source: str,
    ordering_key: str,
    origin: str,
    at: datetime,
    case: Case | None = None,
) -> Iterable[Dispatch]:
    """The unsaved dispatches of one announcement, one per interested consumer; contracts, documents and billing too.

    `case`: the one it is about, when an event of a case announces it.

    `source` names what announces, once and for all ("contract-event:77/0"): the same source is never owed twice.
    """
    for consumer in consumers.interested(topic, origin):
        if not consumers.concerns(consumer, case):
            continue
        yield like(
            UNSENT,
            company_id=company_id,
            consumer=consumer.name,
            topic=topic,
            ordering_key=f"{company_id}:{ordering_key}",
            payload=chain.plain(payload),
            source=source,
            created_at=at,
            next_try_at=at,
            result={},
        )
