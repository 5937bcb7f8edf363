"""The company's own plants, and what each is authorised to receive.

`valid_from` and `valid_to` are both inside the period: `valid_to` is the last good day, as printed on the paper.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.customer import RENTRI_UNIT
from registry.models.fields import matches, ordered_dates
from registry.rules.waste_codes import display
from registry.scoping import CompanyOwned

OPERATION = "R([1-9]|1[0-3])|D([1-9]|1[0-5])"


class AuthorisationKind(models.TextChoices):
    """The kinds of authorisation, under the codes RENTRI gives them."""

    ART_208 = "RecSmalArt208", _("Single authorisation, Art. 208")
    MOBILE_PLANT = "RecSmalImpMobiliArt208", _("Mobile plant, Art. 208(15)")
    RESEARCH = "RicercaSperimentazione", _("Research and trials, Art. 211")
    AIA = "AIA", _("Integrated environmental authorisation (AIA)")
    SIMPLIFIED = "RecProcSemplificata", _("Simplified procedure, Art. 214-216 / AUA")
    REMEDIATION = "OpBonifica", _("Remediation, Art. 242(7)")
    ORDINANCE = "Straordinario", _("Ordinance, Art. 191")
    WASTE_WATER_NOTICE = "ComTrattamentoAcqueReflue", _("Waste water, notice under Art. 110(3)")
    WASTE_WATER = "AutTrattamentoAcqueReflue", _("Waste water, authorisation under Art. 110(2)")


class Unit(models.TextChoices):
    """The unit a deed states its quantities in."""

    TONNES = "t", _("tonnes")
    KILOGRAMS = "kg", _("kilograms")
    CUBIC_METRES = "m3", _("cubic metres")


class Plant(CompanyOwned):
    """A plant of the company."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    rentri_unit = models.CharField(_("RENTRI unit"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plant")
        verbose_name_plural = _("plants")
        constraints = (
            models.UniqueConstraint(name="plant_code_once_per_company", fields=("company", "code")),
            matches("plant_rentri_unit_shape", "rentri_unit", RENTRI_UNIT),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlantAuthorisation(CompanyOwned):
    """A deed that lets a plant receive waste, good from `valid_from` to `valid_to` included."""

    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField(_("kind"), max_length=40, choices=AuthorisationKind.choices)
    number = models.CharField(_("number"), max_length=60)
    issued_by = models.CharField(_("issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plant authorisation")
        verbose_name_plural = _("plant authorisations")
        constraints = (
            models.UniqueConstraint(
                name="authorisation_once_per_plant", fields=("plant", "kind", "number", "valid_from")
            ),
            models.CheckConstraint(name="authorisation_kind_is_known", condition=Q(kind__in=AuthorisationKind.values)),
            ordered_dates("authorisation_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Stated(CompanyOwned):
    """A yearly quantity as a deed states it, and what that is in tonnes; None states no limit.

    Own days narrow those of the deed (a quantity changed by an amendment): empty means as long as the deed.
    """

    stated_quantity = models.DecimalField(_("quantity a year"), max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=2, choices=Unit.choices, default=Unit.TONNES)
    tonnes_per_m3 = models.DecimalField(
        _("tonnes per cubic metre"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    yearly_quantity_t = models.DecimalField(_("tonnes a year"), max_digits=12, decimal_places=3, null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)

    class Meta:
        abstract = True


class AuthorisedGroup(Stated):
    """A quantity that several waste codes of a deed share, for one operation or for all."""

    authorisation = models.ForeignKey(PlantAuthorisation, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120, blank=True)
    operation = models.CharField(_("operation"), max_length=3, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group of authorised wastes")
        verbose_name_plural = _("groups of authorised wastes")
        constraints = (
            models.UniqueConstraint(
                name="authorised_group_once",
                fields=("authorisation", "code"),
                condition=Q(valid_from__isnull=True),
            ),
            models.UniqueConstraint(
                name="authorised_group_once_per_day", fields=("authorisation", "code", "valid_from")
            ),
            matches("authorised_group_operation_shape", "operation", OPERATION),
            models.CheckConstraint(
                name="authorised_group_not_negative",
                condition=Q(yearly_quantity_t__isnull=True) | Q(yearly_quantity_t__gte=0),
            ),
            models.CheckConstraint(name="authorised_group_unit_is_known", condition=Q(unit__in=Unit.values)),
            ordered_dates("authorised_group_dates_in_order"),
        )

    def __str__(self) -> str:
        return self.name or self.code


class AuthorisedWaste(Stated):
    """A waste code the deed allows, for one operation, up to a quantity a year, within its group's if it has one."""

    authorisation = models.ForeignKey(PlantAuthorisation, on_delete=models.PROTECT, related_name="wastes")
    group = models.ForeignKey(
        AuthorisedGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="wastes", verbose_name=_("group")
    )
    waste_code = models.CharField(_("waste code"), max_length=6)
    operation = models.CharField(_("operation"), max_length=3)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("authorised waste")
        verbose_name_plural = _("authorised wastes")
        constraints = (
            models.UniqueConstraint(
                name="authorised_waste_once",
                fields=("authorisation", "waste_code", "operation"),
                condition=Q(valid_from__isnull=True),
            ),
            models.UniqueConstraint(
                name="authorised_waste_once_per_day",
                fields=("authorisation", "waste_code", "operation", "valid_from"),
            ),
            models.CheckConstraint(name="authorised_waste_code_shape", condition=Q(waste_code__regex="^[0-9]{6}$")),
            models.CheckConstraint(name="authorised_operation_shape", condition=Q(operation__regex=f"^({OPERATION})$")),
            models.CheckConstraint(
                name="authorised_quantity_not_negative",
                condition=Q(yearly_quantity_t__isnull=True) | Q(yearly_quantity_t__gte=0),
            ),
            models.CheckConstraint(name="authorised_unit_is_known", condition=Q(unit__in=Unit.values)),
            ordered_dates("authorised_waste_dates_in_order"),
        )
        indexes = (models.Index(name="authorised_by_waste_code", fields=("company", "waste_code", "operation")),)

    def __str__(self) -> str:
        return f"{display(self.waste_code, hazardous=False)} {self.operation}"
