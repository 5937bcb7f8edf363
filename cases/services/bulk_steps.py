"""The bulk action that takes a step on each case: a portion of cases and their results are one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import OperationalError, transaction
from structlog import get_logger

from cases.models import BulkJob, BulkResult
from cases.rules.refusals import N_, Refusal
from cases.services.bulk import Job, Report, perform_many
from cases.services.bulk_jobs import CHUNK, WAITING, Kind, actor_of, fill
from cases.services.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

log = get_logger(__name__)

FAILED: Final = Refusal(
    "failed",
    N_("An error prevented the step; the case was left as it was."),
    hint=N_("Try it on this case alone, or tell your administrator."),
)


def portion(job: BulkJob, now: datetime, size: int) -> int:
    """Move at most so many cases; where one fails, each by itself. Returns how many got their result."""
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
            fill(row, report.refused.get(row.case_id, ()))
        BulkResult.objects.of(mine.company_id).bulk_update(waiting, ["status", "reasons"], batch_size=CHUNK)
    if len(waiting) < size:
        mine.ended_at = now
        mine.save(update_fields=["ended_at"])
    return len(waiting)


def _together(job: BulkJob, waiting: Sequence[BulkResult], now: datetime) -> Report:
    asked = Job(
        key=job.key,
        actor=actor_of(job, now),
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


kind: Final = Kind(portion)
