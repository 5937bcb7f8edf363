"""`manage.py tidy_documents`: one round of what documents need done while nobody looks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.services import housekeeping


class Command(BaseCommand):
    """Finishes uploads, asks the scanner again, expires documents, reads words for the search."""

    help = "Finish interrupted uploads, scan what is in quarantine, expire documents, read new files for the search."

    def handle(self, *args: Any, **options: Any) -> None:
        """One round."""
        del args, options
        self.stdout.write(str(housekeeping.tidy(timezone.now())))
