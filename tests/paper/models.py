"""The dossier of a derogation asked by a customer."""

from __future__ import annotations

from django.db import models

from cases.models import Dossier


class Derogation(Dossier):
    amount = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"derogation of {self.amount}"
