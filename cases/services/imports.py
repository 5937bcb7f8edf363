"""The worker goes on with imports that are too long for a page, and removes old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import translation
from structlog import get_logger

from cases.rules.days import day_of
from cases.services.chores import Chore
from registry.models import ImportJob
from registry.services.access import actor_for
from registry.services.importing import jobs

if TYPE_CHECKING:
    from datetime import datetime

log = get_logger(__name__)

REASON: Final = "the worker goes on with every company's imports"
KEPT: Final = timedelta(days=30)
"""A file brought in holds people's addresses: nobody needs it longer."""
FAILED: Final = {
    "line": 0,
    "column": jobs.WHOLE_ROW,
    "message": "An error prevented the import: tell your administrator.",
}


def run_waiting(now: datetime) -> int:
    """Go on with the imports that wait, oldest first; how many."""
    waiting = ImportJob.objects.across_companies(REASON).filter(stage__in=jobs.WAITING)
    done = 0
    for job in waiting.select_related("asked_by").defer("rows").order_by("pk"):
        try:
            _run(job, now)
        except Exception:
            log.exception("import_failed", job=job.pk)
            ImportJob.objects.of(job.company_id).filter(pk=job.pk).update(
                stage=ImportJob.Stage.CHECKED, report={**job.report, "errors": [FAILED]}, ended_at=now
            )
        done += 1
    ImportJob.objects.across_companies(REASON).filter(created_at__lt=now - KEPT).delete()
    return done


def _run(job: ImportJob, now: datetime) -> None:
    """In the language and with today's duties of who asked. Raises LookupError when he left."""
    actor = actor_for(job.asked_by, job.company_id, on=day_of(now)) if job.asked_by else None
    if actor is None or job.asked_by is None:
        raise LookupError("whoever asked is not at work here any more")
    with translation.override(job.asked_by.language):
        jobs.run(job, actor=actor, now=now)


chore = Chore("imports", 3.0, run_waiting)
