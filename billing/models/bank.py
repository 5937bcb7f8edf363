"""What the bank says came in and went out."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from billing.models.ledger import Payment
from registry.scoping import CompanyOwned


class BankStatement(CompanyOwned):
    """One statement of one account; the same file is taken once."""

    account = models.CharField(pgettext_lazy("bank", "account"), max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    form = models.CharField(_("format"), max_length=10)
    opening = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    closing = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("company", "account", "number", "from_on", "to_on", "sha256"), name="statement_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.number}"


class BankLine(CompanyOwned):
    """One movement: above zero it came in. A person says what it is; the payment made of it can be undone."""

    OPEN: Final = "open"
    MATCHED: Final = "matched"
    ASIDE: Final = "aside"
    STATES: Final = ((OPEN, _("To be matched")), (MATCHED, _("Matched")), (ASIDE, _("Set aside")))

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    text = models.TextField(blank=True)
    party = models.CharField(max_length=140, blank=True)
    party_iban = models.CharField(max_length=34, blank=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    reason_code = models.CharField(max_length=10, blank=True)
    bank_reference = models.CharField(max_length=70, blank=True)
    state = FSMField(max_length=10, choices=STATES, default=OPEN, protected=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="bank_lines")
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("statement", "position"), name="bank_line_position_once"),
            models.CheckConstraint(name="bank_line_not_zero", condition=~Q(amount=0)),
        )
        indexes = (models.Index(fields=("company", "booked_on"), name="bank_line_open", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"

    @transition(field=state, source=OPEN, target=MATCHED)
    def match(self) -> None:
        """A person confirmed what it is."""

    @transition(field=state, source=OPEN, target=ASIDE)
    def set_aside(self) -> None:
        """It is no customer's payment."""

    @transition(field=state, source=[MATCHED, ASIDE], target=OPEN)
    def reopen(self) -> None:
        """The match was undone."""
