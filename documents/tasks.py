"""What Celery carries for documents: one call of the function that the command calls too."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from documents.services import housekeeping


@shared_task(ignore_result=True)
def tidy_documents() -> None:
    """Finish uploads, ask the scanner again, expire, read words."""
    housekeeping.tidy(timezone.now())
