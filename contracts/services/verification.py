"""The journal of approvals as whoever verifies and anchors journals reads it, and the sums as the doctor does."""

from __future__ import annotations

import json
from collections import Counter as Tally
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from cases.services.diagnosis.chains import Head
from cases.services.diagnosis.doctor import Examined, Invariant, Violation, Visit
from cases.services.diagnosis.journals import Journal
from contracts.models import Approval, TransportDocument
from contracts.queries import balances
from registry.models.counter import Counter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from registry.models import Company

CHUNK: Final = 5_000
NAMED: Final = 10


class Row(NamedTuple):
    """One event of an approval as it is stored."""

    seq: int
    hash: str
    body: str
    company_id: int
    kind: str
    actor_id: int | None
    acting_for_id: int | None
    actor_name: str
    origin: str
    occurred_at: datetime
    recorded_at: datetime


AS_TEXT: Final = (
    ("kind", "kind"),
    ("actor_id", "actor"),
    ("acting_for_id", "for"),
    ("actor_name", "actor_name"),
    ("origin", "origin"),
    ("company_id", "company"),
    ("seq", "seq"),
)
"""Columns that repeat a key of the body as it is."""


def _name(number: str, version: int) -> str:
    return f"{number} v{version}"


def _heads(company: Company) -> Iterator[Head]:
    rows = Approval.objects.of(company).order_by("pk").values_list("number", "version", "seq", "head_hash")
    for number, version, seq, head in rows.iterator(chunk_size=CHUNK):
        yield Head(_name(number, version), company.pk, seq, head)


def _chains(company: Company) -> Iterator[tuple[Head, list[Row]]]:
    columns = ("number", "version", "company_id", "seq", "head_hash", *(f"events__{name}" for name in Row._fields))
    rows = Approval.objects.of(company).order_by("pk", "events__seq").values_list("pk", *columns)
    for _, group in groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(0)):
        lines = list(group)
        _, number, version, company_id, seq, head = lines[0][:6]
        events = [Row(*line[6:]) for line in lines if line[6] is not None]
        yield Head(_name(number, version), company_id, seq, head), events


def _difference(head: Head, row: Row) -> str:
    body = json.loads(row.body)
    for column, name in AS_TEXT:
        if getattr(row, column) != body[name]:
            return f"column {column} is {getattr(row, column)!r}, the body says {body[name]!r}"
    for column in ("occurred_at", "recorded_at"):
        if getattr(row, column) != datetime.fromisoformat(body[column]):
            return f"column {column} is {getattr(row, column).isoformat()}, the body says {body[column]}"
    written_for = _name(body["approval"], body["version"])
    return "" if written_for == head.number else f"it belongs to {written_for}"


approvals = Journal("approvals", _heads, _chains, _difference)


def _stands(visit: Visit) -> Examined:
    """Every approval is in the state its last event left it in."""
    examined, found = 0, []
    for company in visit.companies:
        states = _states(company)
        for head, events in _chains(company):
            examined += 1
            said = json.loads(events[-1].body)["state"] if events else ""
            if said != states[head.number]:
                found.append(Violation(head.number, f"its last event left it “{said}”"))
    return Examined(examined, found)


def _states(company: Company) -> dict[str, str]:
    rows = Approval.objects.of(company).values_list("number", "version", "state")
    return {_name(number, version): state for number, version, state in rows}


def _balanced(visit: Visit) -> Examined:
    """Every yearly sum against the reservations and movements it sums up."""
    examined, found = 0, []
    for company in visit.companies:
        compared = balances.compared(company.pk)
        examined += compared.sums
        found += [Violation(each.of, _apart(each)) for each in compared.drifts]
    return Examined(examined, found)


def _apart(drift: balances.Drift) -> str:
    return f"kept: {_said(drift.kept)}; its reservations and movements say: {_said(drift.counted)}"


def _said(sums: balances.Sums) -> str:
    reserved, delivered = sums
    return f"{reserved} t reserved, {delivered} t delivered"


def _numbered(visit: Visit) -> Examined:
    """Every series of transport papers against the numbers given in it and its counter; voided ones count."""
    examined, found = 0, []
    for company in visit.companies:
        papers = TransportDocument.objects.of(company).order_by("series", "number").values_list("series", "number")
        counters = dict(Counter.objects.of(company).values_list("name", "last"))
        for series, rows in groupby(papers.iterator(chunk_size=CHUNK), key=itemgetter(0)):
            given = [_count_of(number) for _, number in rows]
            examined += len(given)
            found += [Violation(series, words) for words in _wrong(given, counters.get(series, 0))]
    return Examined(examined, found)


def _count_of(number: str) -> int:
    digits = number.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _wrong(given: list[int], last: int) -> Iterator[str]:
    """What a series has against it: numbers that miss or stand twice, a counter that says another last one."""
    seen = set(given)
    missing = [count for count in range(1, max(seen, default=0) + 1) if count not in seen]
    if missing:
        named = ", ".join(map(str, missing[:NAMED]))
        yield f"{len(missing)} numbers are missing: {named}{', …' if len(missing) > NAMED else ''}"
    twice = sorted(count for count, times in Tally(given).items() if times > 1)
    if twice:
        yield f"numbers given twice: {', '.join(map(str, twice[:NAMED]))}"
    if max(seen, default=0) != last:
        yield f"its counter says {last}, its last paper is {max(seen, default=0)}"


invariants: Final = (
    Invariant("transport_numbers", "every series of transport papers counts from 1 without gaps", _numbered),
    Invariant("approvals", "an approval is in the state its last event left it in", _stands),
    Invariant("balances", "the sums of a year are those of its reservations and movements", _balanced),
)
