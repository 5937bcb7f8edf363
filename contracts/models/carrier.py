"""Who may carry waste: enrolments in the Albo nazionale gestori ambientali, and vehicles."""

from __future__ import annotations

import re
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from registry.models.fields import matches, ordered_dates
from registry.scoping import CompanyOwned

ALBO_NUMBER: Final = "[A-Za-z]{2}/[0-9]{6}"


class AlboCategory(models.TextChoices):
    """The categories of carriers (D.M. 120/2014, art. 8); which waste each may take is dated policy."""

    URBAN = "1", _("1, urban waste")
    OWN = "2-bis", _("2-bis, own waste")
    SPECIAL = "4", _("4, special non-hazardous waste")
    HAZARDOUS = "5", _("5, special hazardous waste")


class Carrier(CompanyOwned):
    """A company that carries waste."""

    name = models.CharField(_("name"), max_length=200)
    vat_number = models.CharField(_("VAT number"), max_length=28, blank=True)
    albo_number = models.CharField(_("Albo number"), max_length=9)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("party", "carrier")
        verbose_name_plural = _("carriers")
        constraints = (
            models.UniqueConstraint(fields=("company", "albo_number"), name="carrier_once"),
            models.CheckConstraint(
                name="carrier_albo_number_shape", condition=Q(albo_number__regex=f"^{ALBO_NUMBER}$")
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.albo_number})"


class Enrolment(CompanyOwned):
    """A category of the Albo in which a carrier is enrolled; `valid_to` is its last good day."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="enrolments")
    category = models.CharField(_("category"), max_length=5, choices=AlboCategory.choices)
    albo_class = models.CharField(_("class"), max_length=1)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = (
            models.UniqueConstraint(fields=("carrier", "category", "valid_from"), name="enrolment_once"),
            matches("enrolment_class_shape", "albo_class", "[A-F]"),
            ordered_dates("enrolment_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.category}{self.albo_class}"


class Vehicle(CompanyOwned):
    """A vehicle of a carrier; `adr_until` is the last day of its ADR certificate, empty when it has none."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="vehicles")
    plate = models.CharField(_("plate"), max_length=10)
    adr_until = models.DateField(_("ADR certificate until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = (models.UniqueConstraint(fields=("company", "plate"), name="vehicle_plate_once"),)

    def __str__(self) -> str:
        return self.plate


def plain_plate(plate: str) -> str:
    """`ga 123 zz` as it is stored: `GA123ZZ`."""
    return re.sub(r"\W", "", plate).upper()
