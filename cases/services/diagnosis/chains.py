"""One chain of events, recomputed: the first wrong event, and what is wrong with it. A case's, or any other's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from cases.rules import chain


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first wrong thing of a case. `seq` is the event concerned; 0: the case itself."""

    code: str
    case: str
    seq: int
    message: str

    def __str__(self) -> str:
        event = f" event {self.seq}" if self.seq else ""
        return f"{self.case}{event}: {self.code}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return asdict(self)


class Head(NamedTuple):
    """What the case says of its journal."""

    number: str
    company_id: int
    seq: int
    head_hash: str


class Linked(Protocol):
    """What every chained event has."""

    @property
    def seq(self) -> int:
        """Its place."""

    @property
    def hash(self) -> str:
        """The hash of the one before and its text."""

    @property
    def body(self) -> str:
        """The text that was hashed."""


Event = TypeVar("Event", bound=Linked)


class Row(NamedTuple):
    """One event as it is stored, columns in the order they are read."""

    seq: int
    hash: str
    body: str
    company_id: int
    kind: str
    transition: str
    from_state: str
    to_state: str
    actor_id: int | None
    acting_for_id: int | None
    actor_name: str
    origin: str
    process_version: int
    command_id: UUID | None
    occurred_at: datetime
    recorded_at: datetime


AS_TEXT = (
    ("kind", "kind"),
    ("transition", "transition"),
    ("from_state", "from"),
    ("to_state", "to"),
    ("actor_id", "actor"),
    ("acting_for_id", "for"),
    ("actor_name", "actor_name"),
    ("origin", "origin"),
    ("process_version", "process_version"),
    ("company_id", "company"),
    ("seq", "seq"),
)
"""Columns that repeat a key of the body as it is."""


_as_stored = attrgetter(*(column for column, _ in AS_TEXT))
_as_said = itemgetter(*(name for _, name in AS_TEXT))


def _moments(row: Row, body: dict[str, Any]) -> bool:
    """Whether instants and command are those of the text, letter by letter: so they are unless somebody meddled."""
    stored = (row.occurred_at.isoformat(), row.recorded_at.isoformat(), row.command_id and str(row.command_id))
    return stored == (body["occurred_at"], body["recorded_at"], body["command"])


def first_wrong(key: bytes, head: Head, rows: Sequence[Row]) -> Wrong | None:
    """Recompute a case's chain; `rows` are its events by seq. None when every event is where and what it was."""
    return first_wrong_of(key, head, rows, _difference)


def first_wrong_of(
    key: bytes, head: Head, rows: Sequence[Event], difference_of: Callable[[Head, Event], str]
) -> Wrong | None:
    """Recompute any chain; `difference_of` names the first column that says something else than the text."""
    previous = ""
    for position, row in enumerate(rows):
        if row.seq != position + 1 or chain.link(key, previous, row.body) != row.hash:
            return _classified(key, head, rows, position)
        if difference := difference_of(head, row):
            return Wrong("column_differs", head.number, row.seq, difference)
        previous = row.hash
    if head.seq > len(rows):
        message = f"{head.seq} events are counted, {len(rows)} are there"
        return Wrong("tail_cut", head.number, len(rows) + 1, message)
    if (head.seq, head.head_hash) != (len(rows), previous):
        return Wrong("head_differs", head.number, len(rows), "its head points to another newest event")
    return None


def _difference(head: Head, row: Row) -> str:
    """The first column that says something else than the body; empty when all agree."""
    body = json.loads(row.body)
    if _as_stored(row) == _as_said(body) and body["case"] == head.number and _moments(row, body):
        return ""
    for column, name in AS_TEXT:
        if getattr(row, column) != body[name]:
            return f"column {column} is {getattr(row, column)!r}, the body says {body[name]!r}"
    for column in ("occurred_at", "recorded_at"):
        if getattr(row, column) != datetime.fromisoformat(body[column]):
            return f"column {column} is {getattr(row, column).isoformat()}, the body says {body[column]}"
    if (str(row.command_id) if row.command_id else None) != body["command"]:
        return f"column command_id is {row.command_id}, the body says {body['command']}"
    return "" if body["case"] == head.number else f"it belongs to {body['case']}"


def _classified(key: bytes, head: Head, rows: Sequence[Linked], position: int) -> Wrong:
    """Say what happened to the first event that does not follow from the one before."""
    expected, row = position + 1, rows[position]
    if misplaced := _misplaced(head, rows, row, expected):
        return misplaced
    if row.seq == 0 or _is_inserted(key, rows, position):
        return Wrong("inserted", head.number, row.seq, "this event was not written by the product")
    if _is_rewritten(key, rows, position):
        return Wrong("rewritten", head.number, expected, "from here on the chain was computed with another key")
    return Wrong("body_changed", head.number, expected, "the text does not yield the stored hash")


def _misplaced(head: Head, rows: Sequence[Linked], row: Linked, expected: int) -> Wrong | None:
    """An event behind the end of its case, one that is not there, or one that stands in another's place."""
    seqs, own = Counter(_seq_in(each.body) for each in rows), _seq_in(row.body)
    if row.seq > head.seq:
        return Wrong("inserted", head.number, row.seq, f"{head.seq} events are counted")
    if expected not in seqs and own != 0 and (row.seq != expected or own != expected):
        return Wrong("missing", head.number, expected, "this event is not there")
    if own != expected and seqs[own] == 1 and expected in seqs:
        return Wrong("out_of_order", head.number, expected, f"event {own} stands in its place")
    return None


def _seq_in(body: str) -> int:
    """The place an event's text claims; 0 when it is no longer readable."""
    try:
        return int(json.loads(body)["seq"])
    except (ValueError, TypeError, KeyError):
        return 0


def _is_inserted(key: bytes, rows: Sequence[Linked], position: int) -> bool:
    """The next event follows from the one before this."""
    previous = rows[position - 1].hash if position else ""
    follower = rows[position + 1] if position + 1 < len(rows) else None
    return follower is not None and chain.link(key, previous, follower.body) == follower.hash


def _is_rewritten(key: bytes, rows: Sequence[Linked], position: int) -> bool:
    """None of the events that follow has a hash that our key yields."""
    later = range(position + 1, len(rows))
    return len(later) > 0 and all(chain.link(key, rows[i - 1].hash, rows[i].body) != rows[i].hash for i in later)
