"""What documents need done while nobody looks: unfinished uploads, quarantine, expiry, words for the search."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from structlog import get_logger

from cases.rules.days import day_of
from documents.services.decisions import expire_due
from documents.services.extraction import read_new
from documents.services.quarantine import scan_again
from documents.services.signatures import check_new
from documents.services.sweep import sweep
from registry.actors import SYSTEM
from registry.models import Company

log = get_logger()


@dataclass(slots=True)
class Report:
    """What one round did; `failed` companies are logged and served again in the next round."""

    settled: int = 0
    removed: int = 0
    released: int = 0
    infected: int = 0
    expired: int = 0
    read: int = 0
    signatures: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def tidy(now: datetime) -> Report:
    """One round over every active company. Running it twice changes nothing more."""
    swept = sweep(now=now)
    report = Report(settled=swept.settled, removed=swept.removed)
    for company in Company.objects.filter(is_active=True).order_by("pk"):
        try:
            _serve(company, now, report)
        except Exception:
            report.failed += 1
            log.exception("documents_not_tidied", company=company.slug)
    return report


def _serve(company: Company, now: datetime, report: Report) -> None:
    if settings.CLAMD_URL:
        scanned = scan_again(company, scanner=settings.CLAMD_URL)
        report.released += scanned.released
        report.infected += len(scanned.infected)
        for file, virus in scanned.infected:
            log.warning("virus_in_quarantine", company=company.slug, file=str(file.uuid), virus=virus)
    report.expired += expire_due(company, actor=SYSTEM(company.pk, []), now=now, today=day_of(now))
    report.read += read_new(company, now=now)
    report.signatures += check_new(company, now=now)
