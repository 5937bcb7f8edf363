"""What a debt grows by and how much credit a customer has: dated rows; and the interest that was charged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from billing.models.ledger import OpenItem
from registry.models import Customer
from registry.models.fields import ordered_dates
from registry.scoping import CompanyOwned


class RateKind(models.TextChoices):
    """Which law a rate comes from."""

    LATE = "late", _("Late payment between businesses (D.Lgs. 231/2002)")
    LEGAL = "legal", _("Legal interest (art. 1284 c.c.)")


class InterestRate(CompanyOwned):
    """A yearly rate the company entered, over those that ship with the product; `valid_to` is its last day."""

    Kind = RateKind

    kind = models.CharField(_("rate"), max_length=6, choices=RateKind.choices)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"))
    percent = models.DecimalField(_("yearly rate (%)"), max_digits=6, decimal_places=3)
    source = models.CharField(_("source"), max_length=200)
    to_be_confirmed = models.BooleanField(_("to be confirmed"), default=True)

    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "kind", "valid_from"), name="rate_once_per_day"),
            models.CheckConstraint(name="rate_in_range", condition=Q(percent__gte=0, percent__lt=100)),
            ordered_dates("rate_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}: {self.percent} %"


class ContractRate(CompanyOwned):
    """The default interest a contract states, from a day on; without a percentage, the contract says the legal rate."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contract_ref = models.CharField(_("contract"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    percent = models.DecimalField(_("yearly rate (%)"), max_digits=6, decimal_places=3, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "contract_ref", "valid_from"), name="contract_rate_once"),
            models.CheckConstraint(
                name="contract_rate_in_range", condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lt=100)
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract_ref or '*'} {self.valid_from}: {self.percent}"


class CreditTerms(CompanyOwned):
    """How much credit a customer has from a day on (none stated: no limit), and whether a procedure is open on him."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="credit_terms")
    valid_from = models.DateField(_("valid from"))
    limit = models.DecimalField(_("credit limit"), max_digits=14, decimal_places=2, null=True, blank=True)
    insolvency = models.CharField(_("insolvency procedure"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    entered_by_name = models.CharField(max_length=120)

    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "valid_from"), name="credit_terms_once_per_day"),
            models.CheckConstraint(name="credit_limit_not_negative", condition=Q(limit__isnull=True) | Q(limit__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.limit}"


class InterestCharge(CompanyOwned):
    """Interest charged on an item up to a day: the sum became an item of its own, `rows` show how it was found."""

    item = models.OneToOneField(OpenItem, models.PROTECT, related_name="charge")
    about = models.ForeignKey(OpenItem, models.PROTECT, related_name="charges")
    until_on = models.DateField()
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"{self.about_id} {self.until_on}"
