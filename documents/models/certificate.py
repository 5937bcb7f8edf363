"""A laboratory certificate as rows, beside the file that it was read from; and which papers were warned about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models.document import Document
from registry.scoping import CompanyOwned


class Certificate(CompanyOwned):
    """What a test report says of itself: who measured, what was sampled and when, for which waste."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="certificate", verbose_name=_("document"))
    laboratory = models.CharField(_("laboratory"), max_length=200)
    accreditation = models.CharField(_("accreditation number"), max_length=40, blank=True)
    report_number = models.CharField(_("number of the report"), max_length=60)
    reported_on = models.DateField(_("date of the report"), null=True, blank=True)
    sampled_on = models.DateField(_("sampled on"))
    sampling_report = models.CharField(_("sampling record"), max_length=120, blank=True)
    waste_code = models.CharField(_("waste code declared"), max_length=6, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    version = models.PositiveIntegerField(_("version"), default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("laboratory certificate")
        verbose_name_plural = _("laboratory certificates")

    def __str__(self) -> str:
        return f"{self.laboratory} {self.report_number}"


class Measurement(CompanyOwned):
    """One value; `below` for what was not detected: then `value` is the detection limit ("< 0.5").

    `limit` is what the laboratory printed beside it, kept as information: what counts is the plant's own limit.
    """

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="measurements", verbose_name=_("certificate")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    analyte = models.CharField(_("substance"), max_length=120)
    below = models.BooleanField(_("below the detection limit"), default=False)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=8)
    unit = models.CharField(_("unit"), max_length=20)
    limit = models.DecimalField(_("limit printed"), max_digits=20, decimal_places=8, null=True, blank=True)
    method = models.CharField(_("method"), max_length=120, blank=True)
    uncertainty = models.DecimalField(_("uncertainty"), max_digits=20, decimal_places=8, null=True, blank=True)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("certificate", "position"), name="measurement_position_once"),)

    def __str__(self) -> str:
        return f"{self.analyte} {'< ' if self.below else ''}{self.value} {self.unit}"


class ExpiryWarning(CompanyOwned):
    """That a document which ends, or has ended, was told of once for this many days before its last one."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="warnings", verbose_name=_("document"))
    until = models.DateField(_("last day it was told of"))
    days = models.SmallIntegerField(_("days before"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("warning of an expiry")
        verbose_name_plural = _("warnings of expiries")
        constraints = (models.UniqueConstraint(fields=("document", "until", "days"), name="expiry_warned_once"),)

    def __str__(self) -> str:
        return f"{self.document} {self.days}"
