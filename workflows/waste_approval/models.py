"""The dossier of a waste approval: what the producer declares, and what the plant decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import Dossier


class PhysicalState(models.TextChoices):
    """RENTRI's physical states."""

    POWDERY = "SP", _("powdery solid")
    SOLID = "S", _("solid")
    SLUDGE = "FP", _("sludge")
    LIQUID = "L", _("liquid")
    VISCOUS = "VS", _("viscous, syrupy")


class WasteApproval(Dossier):
    """One waste of one producing site, for one plant and operation. Quantities in tonnes.

    Whether the waste is hazardous is a property of its code and never typed.
    """

    site = models.ForeignKey("registry.Site", models.PROTECT, null=True, related_name="+")
    waste_code = models.CharField(max_length=6)
    process_of_origin = models.TextField(default="")
    raw_materials = models.TextField(default="")
    physical_state = models.CharField(max_length=2, choices=PhysicalState.choices, default="")
    hazard_properties = models.JSONField(default=list)
    quantity_per_year = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    quantity_per_delivery = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    plant = models.ForeignKey("registry.Plant", models.PROTECT, null=True, related_name="+")
    operation = models.CharField(max_length=3, default="")
    technical_judgement = models.TextField(default="")
    price_per_tonne = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    conditions = models.TextField(default="")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    rejection_reason = models.TextField(default="")

    history = HistoricalRecords()

    class Meta:
        indexes = [
            models.Index(fields=["company", "waste_code"], name="waste_approval_by_code"),
            models.Index(fields=["company", "valid_to"], name="waste_approval_by_end"),
        ]

    def __str__(self) -> str:
        return self.waste_code
