"""Loads the plant refused, in whole or in part, as the transport document (FIR) tells it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.approval import Approval
from contracts.models.ledger import Reservation
from registry.scoping import CompanyOwned


class RejectionReason(models.TextChoices):
    """The reasons RENTRI knows."""

    NOT_AS_STATED = "NC", _("not as the transport document or the approval says (NC)")
    NOT_RECEIVABLE = "IR", _("not receivable: outside the authorisation, or without characterisation (IR)")
    OTHER = "A", _("another reason: full store, maintenance (A)")


class LoadRejection(CompanyOwned):
    """One refused load; `key` is the caller's and makes a repeated report harmless. Partial: the rest was weighed."""

    Reason = RejectionReason

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="rejections")
    reservation = models.ForeignKey(Reservation, models.PROTECT, null=True, related_name="rejections")
    key = models.CharField(max_length=80)
    on = models.DateField()
    reason = models.CharField(max_length=2, choices=RejectionReason.choices)
    is_partial = models.BooleanField(default=False)
    rejected_t = models.DecimalField(max_digits=12, decimal_places=3)
    transport_document = models.CharField(max_length=40, default="", blank=True)
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "key"), name="rejection_key_once"),
            models.CheckConstraint(name="rejection_above_zero", condition=Q(rejected_t__gt=0)),
        )
        indexes = (models.Index(fields=("company", "on"), name="rejection_by_day"),)

    def __str__(self) -> str:
        return f"{self.on} {self.rejected_t} t {self.reason}"
