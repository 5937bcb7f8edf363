"""Accepted cases take their place: in their state, with their true history, their clocks running and work waiting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import IntegrityError, transaction

from cases.models import Case
from cases.outbox import nudge
from cases.rules.days import day_of
from cases.services.importing.arrival_rows import save
from cases.services.importing.books import Books
from cases.services.importing.history import Arriving, events_of
from cases.services.rows import reserve_ids
from cases.services.transitions import search_text
from registry.services.counters import next_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.definition import Process
    from cases.services.importing.replay import Replay
    from registry.actors import Actor
    from registry.models import Company

CHUNK = 1_000


@dataclass(frozen=True, kw_only=True)
class Import:
    """One run that writes: into which company, of which process, from which system, by whom, when."""

    company: Company
    process: Process
    source: str
    actor: Actor
    now: datetime

    @cached_property
    def books(self) -> Books:
        """The company's rules, day by day."""
        return Books(self.process, self.company.pk)

    def key(self, case: str) -> UUID:
        """The same for a case of the other system however often it is imported."""
        return uuid5(NAMESPACE_OID, f"import:{self.process.code}:{self.source}:{case}")


def arrive(run: Import, replays: Sequence[Replay]) -> dict[str, str]:
    """Let accepted cases in, a chunk in a transaction. Returns the number of each by its id in the log.

    Cases that arrived before are left as they are and are not in the answer.
    """
    arrived: dict[str, str] = {}
    for start in range(0, len(replays), CHUNK):
        chunk = replays[start : start + CHUNK]
        try:
            arrived |= _chunk(run, chunk)
        except IntegrityError:
            arrived |= _chunk(run, chunk)  # another run let some of them in meanwhile: they are found now
    return arrived


def already_here(run: Import, replays: Sequence[Replay]) -> set[str]:
    """Which of the cases arrived in an earlier run."""
    keys = {run.key(replay.trace.case): replay.trace.case for replay in replays}
    found: set[str] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), CHUNK):
        rows = Case.objects.of(run.company).filter(opened_command__in=wanted[start : start + CHUNK])
        found |= {keys[key] for key in rows.values_list("opened_command", flat=True)}
    return found


@transaction.atomic
def _chunk(run: Import, replays: Sequence[Replay]) -> dict[str, str]:
    here = already_here(run, replays)
    arriving = [_prepared(run, replay) for replay in replays if replay.trace.case not in here]
    if not arriving:
        return {}
    _number(run, arriving)
    for each in arriving:
        each.events.extend(events_of(run, each))
        _describe(run, each)
    if save(run, arriving):
        transaction.on_commit(nudge.relay)
    return {each.replay.trace.case: each.case.number for each in arriving}


def _prepared(run: Import, replay: Replay) -> Arriving:
    opener = replay.moves[0].step.who.actor.user_id
    case = Case(
        company=run.company,
        process_code=run.process.code,
        process_version=run.process.version,
        state=run.process.initial,
        state_since=replay.opened_at,
        version=0,
        customer_id=replay.trace.customer_id,
        opened_at=replay.opened_at,
        opened_by_id=opener if opener is not None and opener > 0 else None,
        opened_command=run.key(replay.trace.case),
    )
    case.dossier = run.process.dossier(case=case, company=run.company, **replay.dossier)
    return Arriving(case, replay)


def _number(run: Import, arriving: Sequence[Arriving]) -> None:
    """Numbers of the year each case was opened in, as one range a year; the counters are locked in order of name."""
    for each, case_id in zip(arriving, reserve_ids(Case, len(arriving)), strict=True):
        each.case.pk = case_id
    years: dict[int, list[Arriving]] = defaultdict(list)
    for each in arriving:
        years[day_of(each.case.opened_at).year].append(each)
    series = run.books.on(day_of(run.now)).series(run.process)
    for year in sorted(years):
        numbers = next_numbers(run.company.pk, series.name(year), len(years[year]))
        for each, number in zip(years[year], numbers, strict=True):
            each.case.number = series.number(year, number)


def _describe(run: Import, each: Arriving) -> None:
    """The words of the list and of the search: the other system's id finds the case."""
    trace = each.replay.trace
    each.case.subject = (trace.subject or f"{run.source} {trace.case}")[:240]
    each.case.search = f"{search_text(each.case)} {trace.case.casefold()}"
