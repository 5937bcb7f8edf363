"""Files of an accounting system: how a source writes them, and what became of each."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.scoping import CompanyOwned


class ImportMapping(CompanyOwned):
    """How one source writes its files: which heading means what, and how it writes days and amounts.

    `columns` maps our field names to the headings of the file; what is not mapped is not read.
    """

    ITEMS: Final = "items"
    PAYMENTS: Final = "payments"
    STATEMENT: Final = "statement"
    CONTENTS: Final = (
        (ITEMS, _("Open items")),
        (PAYMENTS, _("Payments")),
        (STATEMENT, _("Bank statement")),
    )

    source = models.SlugField(_("source"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    content = models.CharField(_("content"), max_length=10, choices=CONTENTS)
    columns = models.JSONField(default=dict)
    date_format = models.CharField(_("days are written"), max_length=20)
    decimal_comma = models.BooleanField(_("decimal comma"), default=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, default=";")
    encoding = models.CharField(_("characters"), max_length=10, default="utf-8")
    customer_by = models.CharField(_("customers are named by"), max_length=12, default="code")

    history = HistoricalRecords()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("company", "source", "content"), name="mapping_once"),)

    def __str__(self) -> str:
        return self.name


class ImportRun(CompanyOwned):
    """One file brought in: tried first (`applied_at` empty), then applied as it was tried."""

    mapping = models.ForeignKey(ImportMapping, models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    tried_at = models.DateTimeField()
    tried_by_name = models.CharField(max_length=120)
    applied_at = models.DateTimeField(null=True)
    applied_by_name = models.CharField(max_length=120, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("company", "-tried_at"), name="import_run_newest"),)

    def __str__(self) -> str:
        return self.file_name


class CustomerAlias(CompanyOwned):
    """What a source calls a customer of ours."""

    source = models.SlugField(max_length=40)
    code = models.CharField(max_length=80)
    customer = models.ForeignKey("registry.Customer", models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("company", "source", "code"), name="alias_once"),)

    def __str__(self) -> str:
        return self.code
