"""Customers registered twice: by what they are recognised, what was decided, what was merged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.models.customer import Customer
from registry.scoping import CompanyOwned


class MatchKey(CompanyOwned):
    """Something by which a customer may be recognised, in the form it is compared: see `registry.rules.sameness`.

    Follows the customer and its contacts; written by `registry.services.match_keys` alone.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="match_keys")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=260)

    class Meta:
        constraints = (models.UniqueConstraint(name="match_key_once", fields=("customer", "kind", "value")),)
        indexes = (models.Index(name="match_key_by_value", fields=("company", "kind", "value")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class NotSame(CompanyOwned):
    """Somebody looked at two customers and decided that they are two; the lower id comes first."""

    first = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="not_same_once", fields=("first", "second")),
            models.CheckConstraint(name="not_same_in_order", condition=Q(first__lt=F("second"))),
        )

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class Merge(CompanyOwned):
    """A customer that was found to be another one: what went over to the kept one. Rows are only added.

    moved  {"cases.Case.customer": [ids], ...}, in the order of the walk
    taken  {"phone": ["", "0541 1234"], ...}: columns of the kept customer, before and after
    late   rows that were being written while the merge ran and were moved afterwards, like `moved`
    """

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    absorbed = models.OneToOneField(Customer, models.PROTECT, related_name="merge")
    reason = models.CharField(max_length=200, blank=True)
    moved = models.JSONField(default=dict)
    taken = models.JSONField(default=dict)
    late = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("absorbed"))),)
        indexes = (models.Index(name="merge_newest", fields=("merged_at",)),)

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"
