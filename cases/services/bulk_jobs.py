"""Bulk actions of people: a transition on cases chosen from a list, a result for each, resumed where it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, transaction
from structlog import get_logger

from cases.access import visible_to
from cases.definition import catalogue
from cases.models import BulkJob, BulkResult
from cases.queries.caseload import narrowed
from cases.queries.substitutions import acting_for
from cases.rules.chain import plain
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services.bulk import STALE, Job, Report, perform_many
from cases.services.chores import Chore
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

log = get_logger(__name__)

WAITING: Final = "waiting"
MOVED: Final = "moved"
REFUSED: Final = "refused"
STALE_CASE: Final = "stale"
CHUNK: Final = 200
REASON: Final = "the worker goes on with every company's bulk jobs"
ROWS: Final = 5_000
MOST: Final = 100_000
TOO_MANY: Final = Refusal(
    "too_many",
    N_("More than 100,000 cases match."),
    hint=N_("Narrow the list, by state or by day, and take the step in several rounds."),
)
FAILED: Final = Refusal(
    "failed",
    N_("An error prevented the step; the case was left as it was."),
    hint=N_("Try it on this case alone, or tell your administrator."),
)


def start(
    process_code: str,
    transition_code: str,
    chosen: Sequence[tuple[int, int]],
    *,
    actor: Actor,
    now: datetime,
    key: UUID,
    inputs: Mapping[str, Any] | None = None,
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
        {"key": key, "asked_by_id": actor.user_id, "acting_for_id": actor.acting_for_id, "created_at": now},
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

    asked = {"key": key, "asked_by_id": actor.user_id, "acting_for_id": actor.acting_for_id, "created_at": now}
    return _started(process_code, transition_code, found, inputs, asked, actor.company_id)


def _started(
    process_code: str,
    transition_code: str,
    found: Callable[[], list[tuple[int, int]]],
    inputs: Mapping[str, Any] | None,
    asked: Mapping[str, Any],
    company_id: int,
) -> BulkJob:
    catalogue.get(process_code).transition(transition_code)
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


def run(job: BulkJob, now: datetime, at_most: int = 1_000) -> int:
    """Go on with a job, some cases at a time; returns how many got their result.

    Each portion of cases and their results are one transaction: a worker that dies leaves the portion waiting, and
    no case moves twice. While another worker is at the job, this one leaves it alone.
    """
    told = 0
    while told < at_most:
        count = _portion(job, now, min(CHUNK, at_most - told))
        told += count
        if not count:
            break
    return told


def _portion(job: BulkJob, now: datetime, size: int) -> int:
    try:
        with transaction.atomic():
            return _results(job, now, size)
    except OperationalError:
        raise
    except Exception:
        log.exception("bulk_portion_failed", job=job.pk, size=size)
    with transaction.atomic():
        return _results(job, now, size, one_by_one=True)


def _results(job: BulkJob, now: datetime, size: int, *, one_by_one: bool = False) -> int:
    jobs = BulkJob.objects.of(job.company_id).select_related("company", "asked_by", "acting_for")
    mine = jobs.select_for_update(of=("self",), skip_locked=True).filter(pk=job.pk, ended_at__isnull=True).first()
    if mine is None:
        return 0
    waiting = list(mine.results.filter(status=WAITING).order_by("case_id")[:size])
    if waiting:
        report = (_one_by_one if one_by_one else _together)(mine, waiting, now)
        for row in waiting:
            _fill(row, report.refused.get(row.case_id, ()))
        BulkResult.objects.of(mine.company_id).bulk_update(waiting, ["status", "reasons"], batch_size=CHUNK)
    if len(waiting) < size:
        mine.ended_at = now
        mine.save(update_fields=["ended_at"])
    return len(waiting)


def _fill(row: BulkResult, refusals: Sequence[Refusal]) -> None:
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


def _together(job: BulkJob, waiting: Sequence[BulkResult], now: datetime) -> Report:
    asked = Job(
        key=job.key,
        actor=_actor(job, now),
        now=now,
        inputs=job.inputs,
        versions={row.case_id: row.expected_version for row in waiting if row.expected_version is not None},
        origin="bulk",
    )
    ids = [row.case_id for row in waiting]
    return perform_many(job.company, job.process_code, job.transition, ids, asked)


def _one_by_one(job: BulkJob, waiting: Sequence[BulkResult], now: datetime) -> Report:
    """Each case by itself, so that the one that fails is named and the others move."""
    report = Report()
    for row in waiting:
        try:
            with transaction.atomic():
                report.add(_together(job, [row], now))
        except OperationalError:
            raise
        except Refused as refused:
            report.refused[row.case_id] = tuple(refused.refusals)
        except Exception:
            log.exception("bulk_case_failed", job=job.pk, case=row.case_id)
            report.refused[row.case_id] = (FAILED,)
    return report


def _actor(job: BulkJob, now: datetime) -> Actor:
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
    """Go on with the jobs that have not ended, oldest first; what the worker does every few seconds."""
    told = 0
    for job in BulkJob.objects.across_companies(REASON).filter(ended_at__isnull=True).order_by("pk"):
        told += run(job, now, at_most - told)
        if told >= at_most:
            break
    return told


chore = Chore("bulk_jobs", 2.0, run_waiting)
