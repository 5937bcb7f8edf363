"""Which numbers apply at the gate? A company's own dated rows; the factory's stand in policy/gate.toml."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.scoping import CompanyOwned


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
