"""Deliveries stopped for a time: of a customer (credit, a dispute), to a plant (maintenance), or one to the other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models import Customer, Plant
from registry.models.fields import ordered_dates
from registry.scoping import CompanyOwned


class DeliveryStop(CompanyOwned):
    """No deliveries from `from_on` to `until_on`, both inside; without an end, until it is lifted.

    With a customer only, everything of that customer; with a plant only, everything to that plant.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="delivery_stops")
    plant = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="delivery_stops")
    reason = models.TextField(_("reason"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (last day)"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("delivery stop")
        verbose_name_plural = _("delivery stops")
        constraints = (
            models.CheckConstraint(
                name="stop_names_whom", condition=Q(customer__isnull=False) | Q(plant__isnull=False)
            ),
            ordered_dates("stop_dates_in_order", "from_on", "until_on"),
        )
        indexes = (
            models.Index(fields=("company", "customer"), name="stop_of_customer"),
            models.Index(fields=("company", "plant"), name="stop_of_plant"),
        )

    def __str__(self) -> str:
        return self.reason
