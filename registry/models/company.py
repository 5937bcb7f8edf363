"""The company whose back office works here; its slug is the first part of every address."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.fields import matches

RESERVED_SLUGS = ("accounts", "api", "health", "media", "portal", "static")


class Sector(models.TextChoices):
    """What the company lives on: it decides which processes are offered first."""

    WASTE = "waste", _("Waste")
    ENERGY = "energy", _("Energy")
    MAINTENANCE = "maintenance", _("Maintenance")
    SERVICES = "services", _("Services")
    OTHER = "other", _("Other")


class Company(models.Model):
    """One company. Everything it owns points here; nothing it owns is seen by another."""

    slug = models.SlugField(_("short name in the address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices, default=Sector.OTHER)
    vat_number = models.CharField(_("VAT number"), max_length=28, blank=True)
    fiscal_code = models.CharField(_("fiscal code"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    pec = models.EmailField(_("certified e-mail (PEC)"), max_length=256, blank=True)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    patron_saint = models.CharField(
        _("patron saint's day"),
        max_length=5,
        blank=True,
        help_text=_("Month and day, for example 12-07: the office is closed and the day does not count as working."),
    )
    letterhead_colour = models.CharField(_("letterhead colour"), max_length=7, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = (
            models.CheckConstraint(name="company_slug_is_free", condition=~Q(slug__in=RESERVED_SLUGS)),
            models.CheckConstraint(name="company_has_a_name", condition=~Q(name="")),
            matches("company_vat_number_shape", "vat_number", "[0-9]{11}"),
            matches("company_patron_saint_shape", "patron_saint", "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
            matches("company_colour_shape", "letterhead_colour", "#[0-9a-fA-F]{6}"),
        )

    def __str__(self) -> str:
        return self.name
