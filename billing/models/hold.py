"""May we collect it?"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from billing.models.ledger import OpenItem
from cases.models import Case
from registry.models import Customer
from registry.scoping import CompanyOwned


class HoldCause(models.TextChoices):
    """Why collection stops."""

    DISPUTE = "dispute", _("Disputed")
    PLAN = "plan", _("Payment plan")
    PROMISE = "promise", _("Promise to pay")
    INSOLVENCY = "insolvency", _("Insolvency procedure")
    LEGAL = "legal", _("With the lawyer")
    OTHER = "other", _("Other")


class CollectionHold(CompanyOwned):
    """A stop on collecting: of everything of a customer, of one contract of his, or of single items.

    `until_on` is the first day it no longer holds; none: until lifted. `case`: which case placed it, if one did.
    """

    Cause = HoldCause
    ACTIVE: Final = "active"
    LIFTED: Final = "lifted"
    EXPIRED: Final = "expired"
    STATUSES: Final = ((ACTIVE, _("In force")), (LIFTED, _("Lifted")), (EXPIRED, _("Expired")))

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="collection_holds")
    contract_ref = models.CharField(_("contract"), max_length=40, blank=True)
    items: models.ManyToManyField[OpenItem, models.Model] = models.ManyToManyField(
        OpenItem, related_name="holds", blank=True
    )
    cause = models.CharField(_("cause"), max_length=10, choices=HoldCause.choices)
    reason = models.TextField(_("reason"))
    owner = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    status = FSMField(max_length=10, choices=STATUSES, default=ACTIVE, protected=True)
    placed_at = models.DateTimeField()
    placed_by_name = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=120, blank=True)
    ended_reason = models.TextField(blank=True)
    seen_at = models.DateTimeField(null=True)

    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="collection_hold_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=models.F("from_on")),
            ),
        )
        indexes = (
            models.Index(fields=("company", "until_on"), name="collection_hold_ending", condition=Q(status="active")),
            models.Index(fields=("customer", "status"), name="collection_hold_of_customer"),
        )

    def __str__(self) -> str:
        return f"{self.reason} ({self.status})"

    @property
    def waits_for_a_person(self) -> bool:
        """Whether it expired and nobody has decided yet."""
        return self.status == self.EXPIRED and self.seen_at is None

    @transition(field=status, source=[ACTIVE, EXPIRED], target=ACTIVE)
    def extend(self) -> None:
        """It ends another day; one that expired holds again."""

    @transition(field=status, source=[ACTIVE, EXPIRED], target=LIFTED)
    def lift(self) -> None:
        """A person ends it, or leaves it ended."""

    @transition(field=status, source=ACTIVE, target=EXPIRED)
    def expire(self) -> None:
        """Its last day passed."""
