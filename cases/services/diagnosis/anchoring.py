"""Anchoring the journal of a company: once a day, outside the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from structlog import get_logger

from cases.definition import catalogue
from cases.models import Case, CaseEvent
from cases.rules.days import day_of
from cases.services import journal
from cases.services.chores import Chore
from cases.services.diagnosis import anchors, journals
from cases.services.diagnosis.anchors import AnchorDamaged
from cases.services.diagnosis.chains import Wrong
from registry.models import Company, Counter

if TYPE_CHECKING:
    from datetime import datetime

log = get_logger()
BATCH = 500


@dataclass(frozen=True, slots=True)
class Anchored:
    """The line written, and where the database contradicts the anchors before: those heads are not taken over."""

    company: str
    line: Mapping[str, Any]
    contradictions: tuple[Wrong, ...]


def folder_of(company: Company) -> Path:
    """Where the anchors of a company lie."""
    return Path(settings.DATA_DIR) / "anchors" / company.slug


def known(company: Company) -> anchors.Known:
    """The newest anchor of a company with its heads. Raises AnchorDamaged."""
    return anchors.read(folder_of(company), journal.journal_key())


def anchor(company: Company, *, now: datetime) -> Anchored:
    """Write today's anchor: a case that vanished or went back since the last one stays as it was, and is reported.

    Raises AnchorDamaged when the earlier anchors are not what was written.
    """
    folder, key = folder_of(company), journal.journal_key()
    with anchors.locked(folder):
        earlier = anchors.read(folder, key)
        heads = _heads(company)
        contradictions = tuple(_contradictions(company, earlier.heads, heads))
        doubtful = {wrong.case for wrong in contradictions}
        changed = {n: head for n, head in heads.items() if n not in doubtful and earlier.heads.get(n) != head}
        merged = {**earlier.heads, **changed}
        line = {
            "company": company.slug,
            "day": day_of(now).isoformat(),
            "at": now.isoformat(),
            "cases": sum(journals.is_of_a_case(number) for number in merged),
            "events": sum(seq for number, (seq, _) in merged.items() if journals.is_of_a_case(number)),
            "digest": anchors.digest(key, merged),
            "series": _raised(earlier.line.get("series", {}), series_of(company)),
        }
        written = anchors.append(folder, key, known=earlier, changed=changed, line=line)
    log.info("journal_anchored", **{name: written[name] for name in (*line, "mac") if name != "at"})
    for wrong in contradictions:
        log.error("journal_contradicts_anchor", company=company.slug, wrong=str(wrong))
    return Anchored(company.slug, written, contradictions)


def due(now: datetime) -> list[Company]:
    """The companies without an anchor of today: what the tick asks. Reads only the end of one small file each."""
    today = day_of(now).isoformat()
    return [company for company in Company.objects.order_by("slug") if _last_day(company, today[:4]) != today]


def _last_day(company: Company, year: str) -> str:
    path = folder_of(company) / f"{year}.jsonl"
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8192))
        found = re.findall(rb'"day":"([0-9-]{10})"', file.read())
    return found[-1].decode() if found else ""


def series_of(company: Company) -> dict[str, int]:
    """The last number of each series in which cases are numbered: {"OM-2026": 203}."""
    prefixes = {process.number_series for process in catalogue.processes()}
    counters = Counter.objects.of(company).order_by("name").values_list("name", "last")
    return {name: last for name, last in counters if name.rpartition("-")[0] in prefixes}


def _raised(earlier: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """A series never goes back: the higher of both, so that a counter set back stays visible."""
    return {name: max(earlier.get(name, 0), now.get(name, 0)) for name in sorted({*earlier, *now})}


def _heads(company: Company) -> anchors.Heads:
    rows = Case.objects.of(company).order_by().values_list("number", "seq", "head_hash")
    heads = {number: (seq, head) for number, seq, head in rows.iterator(chunk_size=10_000)}
    beside = (head for each in journals.journals() for head in each.heads(company))
    return heads | {head.number: (head.seq, head.head_hash) for head in beside}


def _contradictions(company: Company, earlier: anchors.Heads, heads: anchors.Heads) -> Iterator[Wrong]:
    """Cases of the last anchor that are gone, went back, or whose anchored event reads differently now."""
    for number, (seq, _) in earlier.items():
        if number not in heads:
            code = "case_deleted" if journals.is_of_a_case(number) else "chain_deleted"
            yield Wrong(code, number, 0, f"the anchor knows it with {seq} events")
        elif heads[number][0] < seq:
            yield Wrong("tail_cut", number, heads[number][0] + 1, f"the anchor knows {seq} events")
    grown = {n: head for n, head in earlier.items() if n in heads and heads[n] != head and heads[n][0] >= head[0]}
    there = {number: head for number, *head in _events_at(company, grown)}
    there |= {number: head for number, *head in _events_beside(company, grown)}
    for number, (seq, head) in grown.items():
        if there.get(number) != [seq, head]:
            yield Wrong("differs_from_anchor", number, seq, "the anchor knows another text")


def _events_at(company: Company, grown: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, int, str]]:
    """The events that were the newest at the last anchor, of cases that have grown since."""
    numbers = iter(sorted(filter(journals.is_of_a_case, grown)))
    while some := list(islice(numbers, BATCH)):
        rows = CaseEvent.objects.of(company).filter(case__number__in=some, case__company=company)
        for number, seq, head in rows.values_list("case__number", "seq", "hash"):
            if grown.get(number, (0, ""))[0] == seq:
                yield number, seq, head


def _events_beside(company: Company, grown: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, int, str]]:
    """The same of the journals beside the cases', where any of their chains has grown."""
    if all(journals.is_of_a_case(number) for number in grown):
        return
    for beside in journals.journals():
        for head, events in beside.chains(company):
            seq = grown.get(head.number, (0, ""))[0]
            if 0 < seq <= len(events):
                yield head.number, seq, events[seq - 1].hash


def anchor_due(now: datetime) -> list[Anchored]:
    """Anchor every company that has no anchor of today; one whose files are damaged is logged and left alone."""
    written = []
    for company in due(now):
        try:
            written.append(anchor(company, now=now))
        except AnchorDamaged:
            log.exception("anchor_damaged", company=company.slug)
    return written


chore = Chore("anchor", 600, anchor_due)
