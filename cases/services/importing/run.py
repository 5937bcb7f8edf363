"""A whole import: read, replay, and, when asked, let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.services.errors import NotPermitted
from cases.services.importing import logs, report, telling
from cases.services.importing.arrival import Import, already_here, arrive
from cases.services.importing.books import Books
from cases.services.importing.cells import Cells
from cases.services.importing.people import People
from cases.services.importing.replay import ASPECTS, Judging, Replay
from cases.services.importing.traces import Gathering

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cases.definition import Process
    from cases.services.importing.mapping import LogMapping
    from registry.models import Company

DUTY = "admin.configure"
"""Who may let another system's history in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A log read and replayed; `arrived` are the numbers given, `here_before` the cases an earlier run let in."""

    gathered: Gathering
    replays: list[Replay]
    arrived: dict[str, str] = field(default_factory=dict)
    here_before: set[str] = field(default_factory=set)


def evaluate(
    path: Path,
    process: Process,
    mapping: LogMapping,
    *,
    now: datetime,
    company: Company | None = None,
    aspects: frozenset[str] = frozenset(ASPECTS),
) -> Reading:
    """Replay a log without writing anything. Raises LogUnreadable.

    Without a company no account, customer or row of another table is looked up.
    """
    company_id = company.pk if company else 0
    gathered = Gathering(mapping, People(process, mapping, company_id), Cells(process, mapping, company_id), now)
    gathered.take(logs.read(path, mapping))
    traces = list(gathered.traces.values())
    facts = telling.Telling(process, mapping)
    if company and mapping.loaded:
        facts.loaded = telling.load(process, company, traces)
    judging = Judging(process, facts, Books(process, company_id), aspects, opens_with_first=mapping.opens_with_first)
    return Reading(gathered, [judging.replay(trace, company_id) for trace in traces])


def apply(path: Path, mapping: LogMapping, run: Import) -> Reading:
    """Replay a log and let the accepted cases in; those that are here already are left as they are.

    Raises LogUnreadable before anything is written, NotPermitted.
    """
    if run.actor.company_id != run.company.pk or not run.actor.has(DUTY):
        raise NotPermitted(DUTY)
    reading = evaluate(path, run.process, mapping, now=run.now, company=run.company)
    accepted = [replay for replay in reading.replays if report.outcome(replay) == report.ACCEPTED]
    reading.here_before.update(already_here(run, accepted))
    reading.arrived.update(arrive(run, [each for each in accepted if each.trace.case not in reading.here_before]))
    return reading
