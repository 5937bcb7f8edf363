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


def take_turns(company: Company) -> None:
    """Let the uploads of a company be recorded one after the other, until the caller's transaction ends.

    After the case in the order of locks. Keys are not locked: whatever else is written for the company goes on.
    """
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def require_room_in_turn(company: Company, actor: Actor, size: int, now: datetime, quotas: Quotas) -> None:
    """As `require_room`, in the transaction that records the file, when its turn has come."""
    take_turns(company)
    require_room(company, actor, size, now, quotas)


def require_room(company: Company, actor: Actor, size: int, now: datetime, quotas: Quotas) -> None:
    """Whether a file of this size may come in. Raises UploadRefused with every limit it would pass.

    What the product itself brings in, such as mail, counts for the company only. Asked before the file is looked at,
    so that nothing is read in vain, and once more after `take_turns`, where no other upload can come between.
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
