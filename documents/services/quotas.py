"""How much may come in: asked before a file is written, and again when its size is known."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone

from documents import store
from documents.checks.limits import MEBIBYTE, Quotas
from documents.checks.reasons import refusal
from documents.models import Document, StoredFile
from documents.services.refusals import UploadRefused
from registry.actors import Actor
from registry.models import Company

GIBIBYTE: Final = 1024 * MEBIBYTE


def in_force() -> Quotas:
    """The quotas of this installation."""
    return Quotas(
        files_a_day=settings.UPLOAD_FILES_A_DAY,
        bytes_a_day=settings.UPLOAD_MB_A_DAY * MEBIBYTE,
        company_bytes=settings.UPLOAD_COMPANY_GB * GIBIBYTE,
        free_percent=settings.UPLOAD_DISK_FREE_PERCENT,
    )


def _midnight(now: datetime) -> datetime:
    """The beginning of the office's day."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def require_disk(quotas: Quotas) -> None:
    """Before a byte is written. Raises UploadRefused when the disk is nearly full."""
    store.incoming().mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(store.incoming())
    if disk.free * 100 < disk.total * quotas.free_percent:
        raise UploadRefused([refusal("disk_nearly_full", limit=quotas.free_percent)])


def require_room(company: Company, actor: Actor, size: int, now: datetime, quotas: Quotas) -> None:
    """Whether a file of this size may come in. Raises UploadRefused with every limit it would pass.

    What the product itself brings in, such as mail, counts for the company only. Two uploads at one moment may pass
    a limit by one file: the limits keep a disk from filling, they are no book-keeping.
    """
    against = []
    if actor.user_id is not None:
        rows = Document.objects.of(company).filter(uploaded_by_id=actor.user_id, received_at__gte=_midnight(now))
        today = rows.aggregate(files=Count("pk"), size=Sum("file__size"))
        if today["files"] >= quotas.files_a_day:
            against.append(refusal("quota_files", limit=quotas.files_a_day))
        if (today["size"] or 0) + size > quotas.bytes_a_day:
            against.append(refusal("quota_bytes", limit=quotas.bytes_a_day // MEBIBYTE))
    kept = StoredFile.objects.of(company).aggregate(size=Sum("size"))["size"] or 0
    if kept + size > quotas.company_bytes:
        against.append(refusal("quota_company", limit=quotas.company_bytes // GIBIBYTE))
    if against:
        raise UploadRefused(against)
