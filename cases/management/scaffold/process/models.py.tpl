"""The dossier: this process's own columns."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from cases.models import Dossier


class $Class(Dossier):
    """What is asked, and why it was rejected."""

    request = models.TextField(default="")
    rejection_reason = models.TextField(default="")

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.request[:60]
