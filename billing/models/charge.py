"""The lines of hand-overs.

A charge is written once and never changed: what was wrong, or is revoked, is taken back by another charge that points
to it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.handover import NO_PERIOD, Handover
from cases.models import CaseEvent
from registry.scoping import CompanyOwned


class ChargeKind(models.TextChoices):
    """What a charge stands for."""

    FEE = "fee", _("Fee")
    RECURRING = "recurring", _("Recurring fee")
    PRICE = "price", _("Agreed price")
    COMPENSATION = "compensation", _("Compensation")
    INTEREST = "interest", _("Interest")
    DEPOSIT = "deposit", _("Deposit")


class Charge(CompanyOwned):
    """One line of a hand-over. An agreed price has no quantity and no amount yet: what is delivered will have.

    `line`      its name in the tariff, or in the contract; unique with the event, or with contract and period (first
                day, and the first day after it): handed over twice, it is the same charge
    `policy`    the version of the tariff and the row that said so, or what the contract says of the price
    `due_on`    by when it is to be paid, where the contract says so; else by the terms of the customer
    `reverses`  this row takes another back, to the cent
    """

    Kind = ChargeKind

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="charges")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="charges")
    contract_ref = models.CharField(_("contract"), max_length=40, blank=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    position = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=ChargeKind.choices)
    description_it = models.CharField(max_length=200)
    description_en = models.CharField(max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(_("unit"), max_length=10)
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    vat_rate = models.DecimalField(_("VAT rate (%)"), max_digits=5, decimal_places=2)
    vat_nature = models.CharField(_("VAT nature"), max_length=4, blank=True)
    is_refundable = models.BooleanField(default=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    due_on = models.DateField(null=True)
    policy = models.JSONField(default=dict)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "line"), name="charge_once_per_event_and_line"),
            models.UniqueConstraint(
                fields=("company", "contract_ref", "line", "period_from"),
                name="charge_once_per_contract_line_and_period",
                condition=Q(event__isnull=True, reverses__isnull=True),
            ),
            models.CheckConstraint(
                name="charge_of_an_event_or_a_period",
                condition=Q(event__isnull=False, period_to__isnull=True, **NO_PERIOD)
                | Q(event__isnull=True, period_from__isnull=False, period_to__gt=F("period_from"))
                & ~Q(contract_ref=""),
            ),
            models.CheckConstraint(
                name="charge_amount_needs_quantity",
                condition=Q(amount__isnull=True, quantity__isnull=True)
                | Q(amount__isnull=False, quantity__isnull=False),
            ),
            models.CheckConstraint(
                name="charge_nature_exactly_without_vat",
                condition=Q(vat_rate=0) & ~Q(vat_nature="") | Q(vat_rate__gt=0, vat_nature=""),
            ),
        )

    def __str__(self) -> str:
        return self.line
