"""What a plant accepts of each substance: the limits of its authorisation or of its own acceptance table, as rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.fields import ordered_dates
from registry.models.plant import Plant
from registry.scoping import CompanyOwned


class AcceptanceLimit(CompanyOwned):
    """A limit of a plant for a substance, good from `valid_from` to `valid_to` included.

    `waste_code` narrows it: six digits for one code, two or four for a chapter or sub-chapter, empty for every waste;
    the narrowest row for a substance and unit goes before the wider ones. `least` and `most` are themselves accepted.
    """

    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, related_name="limits")
    waste_code = models.CharField(_("waste code, or how it begins"), max_length=6, blank=True)
    analyte = models.CharField(_("substance"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    least = models.DecimalField(_("at least"), max_digits=20, decimal_places=8, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=20, decimal_places=8, null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("acceptance limit")
        verbose_name_plural = _("acceptance limits")
        ordering = ("plant", "waste_code", "analyte")
        constraints = (
            models.UniqueConstraint(
                name="acceptance_limit_once", fields=("plant", "waste_code", "analyte", "unit", "valid_from")
            ),
            models.CheckConstraint(
                name="acceptance_limit_limits", condition=Q(least__isnull=False) | Q(most__isnull=False)
            ),
            models.CheckConstraint(
                name="acceptance_limit_bounds_in_order",
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=models.F("most")),
            ),
            ordered_dates("acceptance_limit_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.plant} {self.waste_code} {self.analyte}"
