"""The dossiers of the processes on paper."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from cases.models import Dossier


class Derogation(Dossier):
    amount = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"derogation of {self.amount}"


class Request(Dossier):
    """What a customer asks to be approved."""

    waste_code = models.CharField(max_length=6, default="")
    quantity_per_year = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    quantity_per_delivery = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    plant = models.ForeignKey("registry.Plant", models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(null=True)
    applicant = models.TextField(default="")

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.waste_code
