"""Verifying the journals of a company: every chain recomputed, each compared with the anchor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from cases.models import Case, CaseEvent
from cases.services import journal
from cases.services.diagnosis import anchoring, anchors, journals
from cases.services.diagnosis.chains import Head, Linked, Row, Wrong, first_wrong

if TYPE_CHECKING:
    from cases.services.diagnosis.journals import Journal
    from registry.models import Company

CHUNK = 5_000


@dataclass(slots=True)
class Verified:
    """What was looked at and what is wrong: the first wrong event of each chain. `anchor` is its day, "" for none.

    `others` are the journals beside the cases', each with how many chains and events it holds.
    """

    company: str
    cases: int = 0
    events: int = 0
    others: dict[str, tuple[int, int]] = field(default_factory=dict)
    anchor: str = ""
    wrong: list[Wrong] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The result as plain JSON."""
        return {
            "company": self.company,
            "cases": self.cases,
            "events": self.events,
            "others": {name: {"chains": chains, "events": events} for name, (chains, events) in self.others.items()},
            "anchor": self.anchor or None,
            "wrong": [wrong.as_json() for wrong in self.wrong],
        }


def verify(company: Company) -> Verified:
    """Read every event of a company once, in order, and compare with the newest anchor."""
    result = Verified(company.slug)
    known = _anchor(company, result)
    unseen = dict(known.heads)
    last: dict[str, int] = {}
    for head, rows in _chains(company):
        result.cases += 1
        result.events += len(rows)
        found = first_wrong(journal.journal_key(), head, rows) or _against(unseen.get(head.number), head, rows)
        if found:
            result.wrong.append(found)
        unseen.pop(head.number, None)
        _count(last, head.number)
    for each in journals.journals():
        _read_beside(each, company, result, unseen)
    result.wrong += [
        Wrong(_deleted(number), number, 0, f"the anchor of {result.anchor} knows it with {seq} events")
        for number, (seq, _) in sorted(unseen.items())
    ]
    result.wrong += _orphans(company)
    result.wrong += _gaps(company, known, last, {wrong.case for wrong in result.wrong})
    return result


def _deleted(number: str) -> str:
    return "case_deleted" if journals.is_of_a_case(number) else "chain_deleted"


def _read_beside(beside: Journal, company: Company, result: Verified, unseen: anchors.Heads) -> None:
    """The chains of another journal."""
    chains = events = 0
    for head, rows in beside.chains(company):
        chains, events = chains + 1, events + len(rows)
        found = beside.first_wrong(head, rows) or _against(unseen.pop(head.number, None), head, rows)
        if found:
            result.wrong.append(found)
    result.others[beside.name] = (chains, events)


def _anchor(company: Company, result: Verified) -> anchors.Known:
    try:
        known = anchoring.known(company)
    except anchors.AnchorDamaged as damaged:
        result.wrong.append(Wrong("anchor_damaged", company.slug, 0, str(damaged)))
        return anchors.Known()
    result.anchor = str(known.line.get("day", ""))
    return known


def _chains(company: Company) -> Iterator[tuple[Head, list[Row]]]:
    """Each case with its events, in one statement: one moment, though people go on working meanwhile."""
    columns = ("number", "company_id", "seq", "head_hash", *(f"events__{name}" for name in Row._fields))
    rows = Case.objects.of(company).order_by("pk", "events__seq").values_list("pk", *columns)
    for _, group in groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(0)):
        lines = list(group)
        yield Head(*lines[0][1:5]), [Row(*line[5:]) for line in lines if line[5] is not None]


def _against(anchored: tuple[int, str] | None, head: Head, rows: Sequence[Linked]) -> Wrong | None:
    """A chain that is sound in itself may still not be the one that was anchored."""
    if anchored is None:
        return None
    seq, known = anchored
    if len(rows) < seq:
        return Wrong("tail_cut", head.number, len(rows) + 1, f"the anchor knows {seq} events, {len(rows)} are there")
    if rows[seq - 1].hash != known:
        return Wrong("differs_from_anchor", head.number, seq, "the anchor knows another text")
    return None


def _orphans(company: Company) -> Iterator[Wrong]:
    """Events left behind by a case that was taken away."""
    there = Case.objects.of(company).filter(pk=OuterRef("case_id"))
    left = CaseEvent.objects.of(company).filter(~Exists(there)).order_by("case_id", "seq")
    for _, group in groupby(left.values_list("case_id", "seq", "body").iterator(), key=itemgetter(0)):
        _, seq, body = next(group)
        yield Wrong("case_deleted", json.loads(body).get("case", "?"), seq, "its events are left, the case is gone")


def _count(last: dict[str, int], number: str) -> None:
    series = number.rpartition("-")[0]
    last[series] = last.get(series, 0) + 1


def _gaps(company: Company, known: anchors.Known, counted: dict[str, int], named: set[str]) -> Iterator[Wrong]:
    """Numbers were given without gaps: one that no case carries belonged to a case that is gone."""
    given = anchoring.series_of(company)
    for series, anchored in known.line.get("series", {}).items():
        if given.get(series, 0) < anchored:
            message = f"the last number is {given.get(series, 0)}, the anchor knows {anchored}"
            yield Wrong("series_set_back", series, 0, message)
    for series, last in given.items():
        if counted.get(series, 0) != last:
            yield from (wrong for wrong in holes(company, series, last) if wrong.case not in named)


def holes(company: Company, series: str, last: int) -> Iterator[Wrong]:
    """The numbers of a series that no case carries, and those that were never given."""
    numbers = Case.objects.of(company).filter(number__startswith=f"{series}-").values_list("number", flat=True)
    there = {number.rpartition("-")[2] for number in numbers}
    for number in (f"{serial:06d}" for serial in range(1, last + 1)):
        if number not in there:
            yield Wrong("case_missing", f"{series}-{number}", 0, "the number was given, and no case carries it")
    for number in sorted(each for each in there if not each.isdigit() or int(each) > last):
        yield Wrong("number_not_given", f"{series}-{number}", 0, f"the series ends at {last}")
