"""Writing what others must be told, in the transaction of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Dispatch
from cases.outbox import consumers
from cases.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cases.definition import Announcement
    from cases.models import Case, CaseEvent


def dispatches_of(case: Case, event: CaseEvent, announcements: Sequence[Announcement]) -> Iterable[Dispatch]:
    """The unsaved dispatches of an event: the event itself first, then what its effect announces."""
    own = {"case": case.number, "process": case.process_code, "state": case.state, "seq": event.seq}
    yield from _owed(case, event, f"{event.kind}", own, case.number, 0)
    for position, announcement in enumerate(announcements, start=1):
        key = announcement.ordering_key or case.number
        yield from _owed(case, event, announcement.topic, announcement.payload, key, position)


def _owed(
    case: Case, event: CaseEvent, topic: str, payload: object, ordering_key: str, position: int
) -> Iterable[Dispatch]:
    for consumer in consumers.interested(topic, event.origin):
        yield Dispatch(
            company_id=case.company_id,
            consumer=consumer.name,
            topic=topic,
            ordering_key=f"{case.company_id}:{ordering_key}",
            payload=chain.plain(payload),
            source=f"case-event:{case.number}@{case.company_id}/{event.seq}/{position}",
            event=event,
            created_at=event.recorded_at,
            next_try_at=event.recorded_at,
        )


def announce(case: Case, event: CaseEvent, announcements: Sequence[Announcement] = ()) -> list[Dispatch]:
    """Save the dispatches of an event, in one statement; none when nobody is interested."""
    rows = list(dispatches_of(case, event, announcements))
    if rows:
        Dispatch.objects.bulk_create(rows)
    return rows
