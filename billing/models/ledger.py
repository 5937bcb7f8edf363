"""What is owed, what was paid, and what was paid for what. Rows are added; a mistake is taken back by another row.

The balance of a customer on a day is the sum of his items less the sum of his payments up to that day; allocations
say which item a payment closes and never change the balance. `settled` and `allocated` repeat the sum of the
allocations under a lock; the doctor compares them. Two readings of "up to that day":

by booking  an item from `booked_on`, a payment from `booked_on`: what our books said in the evening of the day
by value    an item from `due_on`, a payment from `value_on`: what was due and not paid for, the day's arrears
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models import Customer
from registry.scoping import CompanyOwned

ZERO: Final = Decimal("0.00")


class ItemKind(models.TextChoices):
    """What an open item stands for."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    DEBIT = "debit", _("Debit note")
    INTEREST = "interest", _("Default interest")
    COSTS = "costs", _("Costs")
    OPENING = "opening", _("Opening balance")


class Channel(models.TextChoices):
    """How money came."""

    TRANSFER = "transfer", _("Bank transfer")
    SDD = "sdd", _("Direct debit (SDD)")
    RIBA = "riba", _("Bank receipt (RiBa)")
    CARD = "card", _("Card")
    POSTAL = "postal", _("Postal slip")
    PAGOPA = "pagopa", _("pagoPA")
    CASH = "cash", _("Cash")
    CHEQUE = "cheque", _("Cheque")
    OFFSET = "offset", _("Set-off")
    OTHER = "other", _("Other")


class Recorded(CompanyOwned):
    """Who wrote a row, when, and where it came from; source and key make a repeated import harmless."""

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        abstract = True


class OpenItem(Recorded):
    """One instalment owed: above zero the customer owes it, below zero (a credit note) we owe it to the customer.

    `about`: the item that interest or costs belong to, so that a debt is its principal with what grew on it.
    `contract_ref`, `supply_point`: to what contract and POD, PDR or site it belongs, as the document says.
    `reverses`: this row takes another back; both are closed then.
    """

    Kind = ItemKind

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="open_items", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind.choices)
    document_number = models.CharField(_("document"), max_length=40)
    instalment = models.PositiveSmallIntegerField(_("instalment"), default=1)
    issued_on = models.DateField(_("document date"))
    booked_on = models.DateField(_("booked on"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    settled = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    is_open = models.BooleanField(default=True)
    contract_ref = models.CharField(_("contract"), max_length=40, blank=True)
    supply_point = models.CharField(_("supply point"), max_length=40, blank=True)
    method = models.CharField(_("payment method"), max_length=10, choices=Channel.choices, blank=True)
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="accessories", db_index=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        constraints = (
            models.UniqueConstraint(fields=("company", "source", "source_key"), name="item_source_once"),
            models.CheckConstraint(name="item_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="item_settled_within_amount",
                condition=Q(amount__gt=0, settled__gte=0, settled__lte=F("amount"))
                | Q(amount__lt=0, settled__lte=0, settled__gte=F("amount")),
            ),
            models.CheckConstraint(
                name="item_open_while_unsettled",
                condition=Q(is_open=True, settled__lt=F("amount"))
                | Q(is_open=True, settled__gt=F("amount"))
                | Q(is_open=False, settled=F("amount")),
            ),
        )
        indexes = (
            models.Index(fields=("customer", "booked_on"), name="item_of_customer"),
            models.Index(fields=("company", "document_number"), name="item_by_document"),
            models.Index(fields=("about",), name="item_accessories", condition=Q(about__isnull=False)),
            models.Index(
                fields=("company", "due_on"),
                name="item_open",
                condition=Q(is_open=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_number}/{self.instalment}"

    @property
    def open_amount(self) -> Decimal:
        """What is left: above zero to be paid, below zero to be used or paid back."""
        return self.amount - self.settled


class Payment(Recorded):
    """Money that came in (above zero) or went back (below zero: a reversal, with its reason).

    `counter`: the account or till where it came in. `is_open`: something of it is not allocated yet; a payment that
    was taken back, and its reversal, are both closed.
    """

    Channel = Channel

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="payments", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    counter = models.CharField(_("counter"), max_length=40, blank=True)
    booked_on = models.DateField(_("booked on"))
    value_on = models.DateField(_("value date"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    allocated = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    is_open = models.BooleanField(default=True)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    payer_iban = models.CharField(_("payer's IBAN"), max_length=34, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    reason_code = models.CharField(_("reason code"), max_length=10, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = (
            models.UniqueConstraint(fields=("company", "source", "source_key"), name="payment_source_once"),
            models.CheckConstraint(
                name="payment_above_zero_unless_reversal",
                condition=Q(amount__gt=0, reverses__isnull=True) | Q(amount__lt=0, reverses__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_allocated_within_amount",
                condition=Q(allocated=0) | Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount")),
            ),
        )
        indexes = (
            models.Index(fields=("customer", "booked_on"), name="payment_of_customer"),
            models.Index(fields=("company", "booked_on"), name="payment_by_day"),
            models.Index(
                fields=("company", "customer"),
                name="payment_open",
                condition=Q(is_open=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"

    @property
    def left(self) -> Decimal:
        """What is not allocated yet."""
        return self.amount - self.allocated if self.is_open else ZERO


class Allocation(CompanyOwned):
    """So much of a payment or of a credit closes so much of an item; below zero it takes an earlier one back.

    `by_choice`: the debtor said which debt he pays (art. 1193 c.c. para. 1); otherwise the law's order was taken.
    `value_on` is the day from which the item's interest stops; a reversal carries the day of what it reverses.
    """

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="allocations")
    credit = models.ForeignKey(OpenItem, models.PROTECT, null=True, related_name="used", db_index=False)
    item = models.ForeignKey(OpenItem, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    booked_on = models.DateField()
    value_on = models.DateField()
    by_choice = models.BooleanField(default=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="allocation_of_one_source",
                condition=Q(payment__isnull=False, credit__isnull=True) | Q(payment__isnull=True, credit__isnull=False),
            ),
            models.CheckConstraint(
                name="allocation_above_zero_unless_reversal",
                condition=Q(amount__gt=0, reverses__isnull=True) | Q(amount__lt=0, reverses__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("credit",), name="allocation_of_credit", condition=Q(credit__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.amount}"
