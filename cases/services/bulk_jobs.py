"""Bulk actions of people: a step on cases chosen from a list, a result for each, resumed where it stopped.

Kinds are made known, a step (`bulk_steps`), a letter to each: they are started, run and shown the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q

from cases.access import visible_to
from cases.definition import catalogue
from cases.models import BulkJob, BulkResult
from cases.queries.caseload import narrowed
from cases.queries.substitutions import acting_for
from cases.rules.chain import plain
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services.bulk import STALE
from cases.services.chores import Chore, attempted
from cases.services.errors import Refused
from cases.services.machine import machine
from cases.services.rows import insert
from registry.actors import Actor
from registry.services.access import actor_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from cases.queries.caseload import Filters
    from registry.models import User

STEP: Final = "step"
WAITING: Final = "waiting"
MOVED: Final = "moved"
REFUSED: Final = "refused"
STALE_CASE: Final = "stale"
CHUNK: Final = 200
LEASE: Final = timedelta(minutes=2)
REASON: Final = "the worker goes on with every company's bulk jobs"
ROWS: Final = 5_000
MOST: Final = 100_000
TOO_MANY: Final = Refusal(
    "too_many",
    N_("More than 100,000 cases match."),
    hint=N_("Narrow the list, by state or by day, and take the step in several rounds."),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a job of one kind goes on.

    portion  (job, now, size) -> how many cases got their result, at most `size`; 0 when nothing is left or another
             worker is at it
    turn     how many a worker does before it looks at something else: a few seconds' work
    """

    portion: Callable[[BulkJob, datetime, int], int]
    turn: int = 1_000


def add_kind(code: str, kind: Kind) -> None:
    """Make a kind known, once its app is ready. Raises ValueError for another of the same code."""
    if _kinds.setdefault(code, kind) is not kind:
        raise ValueError(f"bulk jobs of kind {code} are known already")


def start(
    process_code: str,
    transition_code: str,
    chosen: Sequence[tuple[int, int]],
    *,
    actor: Actor,
    now: datetime,
    key: UUID,
    inputs: Mapping[str, Any] | None = None,
    kind: str = STEP,
) -> BulkJob:
    """Write down a bulk action on (case id, version seen) pairs; nothing moves until `run`.

    Cases that the actor may not see, or of another process, are left out. The same key gives the job made first.
    `inputs` must be what JSON keeps as it is: the job may be run by another process, later.
    Raises UnknownProcess, UnknownTransition, ValueError (an input JSON would change).
    """
    versions = dict(chosen)
    seen = visible_to(actor).filter(pk__in=list(versions), process_code=process_code).order_by("pk")
    return _started(
        process_code,
        transition_code,
        lambda: [(pk, versions[pk]) for pk in seen.values_list("pk", flat=True)],
        inputs,
        _asked(actor, now, key, kind),
        actor.company_id,
    )


def start_all(
    process_code: str,
    transition_code: str,
    filters: Filters,
    *,
    actor: Actor,
    now: datetime,
    key: UUID,
    inputs: Mapping[str, Any] | None = None,
    kind: str = STEP,
) -> BulkJob:
    """Write down a bulk action on every case of a process that the actor may see within the filters, as it is now.

    As `start`; Refused when more than MOST cases match.
    """
    matching = narrowed(actor, filters).filter(process_code=process_code).order_by("pk")

    def found() -> list[tuple[int, int]]:
        pairs = list(matching.values_list("pk", "version")[: MOST + 1])
        if len(pairs) > MOST:
            raise Refused([TOO_MANY])
        return pairs

    return _started(process_code, transition_code, found, inputs, _asked(actor, now, key, kind), actor.company_id)


def _asked(actor: Actor, now: datetime, key: UUID, kind: str) -> dict[str, Any]:
    who = {"asked_by_id": actor.user_id, "acting_for_id": actor.acting_for_id}
    return {"key": key, "kind": kind, "created_at": now, **who}


def _started(
    process_code: str,
    transition_code: str,
    found: Callable[[], list[tuple[int, int]]],
    inputs: Mapping[str, Any] | None,
    asked: Mapping[str, Any],
    company_id: int,
) -> BulkJob:
    process = catalogue.get(process_code)
    if asked["kind"] == STEP:
        process.transition(transition_code)
    given = dict(inputs or {})
    if plain(given) != given:
        raise ValueError("the inputs of a bulk action are text, numbers, truth values and lists of them")
    with transaction.atomic():
        job, is_new = BulkJob.objects.of(company_id).get_or_create(
            key=asked["key"],
            defaults={
                "company_id": company_id,
                "process_code": process_code,
                "transition": transition_code,
                "inputs": given,
                **asked,
            },
        )
        if is_new:
            _write_down(job, found())
    return job


def _write_down(job: BulkJob, pairs: Sequence[tuple[int, int]]) -> None:
    for start_at in range(0, len(pairs), ROWS):
        chunk = pairs[start_at : start_at + ROWS]
        insert(
            [
                BulkResult(company_id=job.company_id, job=job, case_id=pk, expected_version=version)
                for pk, version in chunk
            ]
        )
    job.total = len(pairs)
    job.save(update_fields=["total"])


def run(job: BulkJob, now: datetime, at_most: int = 0) -> int:
    """Go on with a job, some cases at a time (a turn of its kind); returns how many got their result.

    Each portion of cases and their results are one transaction: a worker that dies leaves the portion waiting, and
    no case moves twice. While another worker is at the job, this one leaves it alone.
    """
    kind, told = _kinds[job.kind], 0
    most = at_most or kind.turn
    while told < most:
        count = kind.portion(job, now, min(CHUNK, most - told))
        told += count
        if not count:
            break
    return told


def take(job: BulkJob, now: datetime) -> bool:
    """Keep a job for a while, for a kind that works outside of transactions; false while another worker has it.

    A worker that dies keeps it until the while is over. `let_go` when the portion is done.
    """
    free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
    rows = BulkJob.objects.of(job.company_id).filter(free, pk=job.pk, ended_at__isnull=True)
    return rows.update(taken_until=now + LEASE) == 1


def let_go(job: BulkJob, now: datetime) -> None:
    """Give a job back; ended when no case waits any more."""
    is_over = not job.results.filter(status=WAITING).exists()
    BulkJob.objects.of(job.company_id).filter(pk=job.pk).update(taken_until=None, ended_at=now if is_over else None)


def settle(row: BulkResult, refusals: Sequence[Refusal]) -> None:
    """Write the result of one case of a taken job; one that has its result keeps it."""
    fill(row, refusals)
    waiting = BulkResult.objects.of(row.company_id).filter(pk=row.pk, status=WAITING)
    waiting.update(status=row.status, reasons=row.reasons)


def fill(row: BulkResult, refusals: Sequence[Refusal]) -> None:
    """The result of one case, not saved yet."""
    if not refusals:
        row.status = MOVED
        return
    row.status = STALE_CASE if STALE in refusals else REFUSED
    row.reasons = [reason_of(refusal) for refusal in refusals]


def reason_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as JSON; translated where it is shown."""
    words = {"code": refusal.code, "message": str(refusal.message), "hint": str(refusal.hint), "link": refusal.link}
    return {**words, "params": {name: _shown(value) for name, value in refusal.params.items()}}


def _shown(value: object) -> Any:
    return value if isinstance(value, int | float) or value is None else plain(value)


def actor_of(job: BulkJob, now: datetime) -> Actor:
    """Whoever asked, with the duties he (or the one he stands in for) has today; the machine where nobody did."""
    if job.asked_by is None:
        return machine(catalogue.get(job.process_code), job.company_id)
    if job.acting_for is not None:
        return _in_place_of(job, job.asked_by, job.acting_for, now)
    actor = actor_for(job.asked_by, job.company_id, on=day_of(now))
    return actor or Actor(
        user_id=job.asked_by.pk, name=job.asked_by.name, duties=frozenset(), company_id=job.company_id
    )


def _in_place_of(job: BulkJob, who: User, absent: User, now: datetime) -> Actor:
    """The substitute; when the substitution ended meanwhile, without any duty: the rest of the job is refused."""
    standing_in = acting_for(who.pk, job.company_id, day_of(now))
    ended = Actor(
        user_id=who.pk,
        name=who.name,
        duties=frozenset(),
        company_id=job.company_id,
        acting_for_id=absent.pk,
        acting_for_name=absent.name,
    )
    return next((each for each in standing_in if each.acting_for_id == absent.pk), ended)


def run_waiting(now: datetime, at_most: int = 1_000) -> int:
    """Go on with the jobs that have not ended, oldest first; what the worker does every few seconds.

    One that fails as a whole stops none behind it.
    """
    told = 0
    for job in BulkJob.objects.across_companies(REASON).filter(ended_at__isnull=True).order_by("pk"):
        told += attempted(partial(_turn, job, now, at_most - told), bulk_job=job.pk)
        if told >= at_most:
            break
    return told


def _turn(job: BulkJob, now: datetime, left: int) -> int:
    return run(job, now, min(_kinds[job.kind].turn, left))


_kinds: Final[dict[str, Kind]] = {}
chore = Chore("bulk_jobs", 2.0, run_waiting)
