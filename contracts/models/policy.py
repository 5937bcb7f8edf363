"""Which numbers apply at the gate, and in which series delivery notes are numbered? A company's own dated rows.

The factory's numbers of the gate stand in policy/gate.toml; the series nobody chose is "DDT".
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models import Plant
from registry.models.fields import matches
from registry.scoping import CompanyOwned

NOTE_SERIES: Final = "DDT[A-Z0-9]{0,5}"


class GatePolicy(CompanyOwned):
    """The company's tolerances from a day on; the next row's day ends it."""

    valid_from = models.DateField(_("valid from"))
    tolerance_percent = models.DecimalField(_("tolerance on the yearly quantity (%)"), max_digits=5, decimal_places=2)
    reservation_days = models.PositiveSmallIntegerField(_("days a reservation outlives its delivery day"))
    source = models.CharField(_("source"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("gate policy")
        verbose_name_plural = _("gate policies")
        constraints = (
            models.UniqueConstraint(fields=("company", "valid_from"), name="gate_policy_once_per_day"),
            models.CheckConstraint(
                name="gate_tolerance_in_range", condition=Q(tolerance_percent__gte=0, tolerance_percent__lte=100)
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.tolerance_percent} %"


class NoteSeries(CompanyOwned):
    """The series of the delivery notes that leave a plant, from a day on; no plant: those that leave from elsewhere."""

    plant = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plant"))
    code = models.CharField(_("series"), max_length=8)
    valid_from = models.DateField(_("valid from"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("series of delivery notes")
        verbose_name_plural = _("series of delivery notes")
        constraints = (
            models.UniqueConstraint(fields=("company", "plant", "valid_from"), name="note_series_once_per_day"),
            models.UniqueConstraint(
                fields=("company", "valid_from"), condition=Q(plant=None), name="note_series_elsewhere_once_per_day"
            ),
            matches("note_series_shape", "code", NOTE_SERIES),
        )

    def __str__(self) -> str:
        return self.code
