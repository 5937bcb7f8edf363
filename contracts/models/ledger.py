"""What was promised and what came: reservations, movements, and how much of a year they have used up.

The two yearly rows are sums kept under a lock; `contracts.queries.balances.drift` compares them with their parts.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from contracts.models.approval import Approval
from contracts.models.carrier import Carrier, Vehicle
from registry.models import Plant
from registry.scoping import CompanyOwned


class ReservationState(models.TextChoices):
    """What became of a reservation."""

    RESERVED = "reserved", _("Reserved")
    CONSUMED = "consumed", _("Delivered")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")


class Reservation(CompanyOwned):
    """A quantity set aside for one delivery; `key` is the caller's and makes a repeated request harmless."""

    State = ReservationState
    HELD: Final = (ReservationState.RESERVED, ReservationState.CONSUMED)

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="reservations")
    key = models.CharField(max_length=80)
    quantity_t = models.DecimalField(max_digits=12, decimal_places=3)
    on = models.DateField()
    state = FSMField(max_length=10, choices=ReservationState.choices, default=ReservationState.RESERVED, protected=True)
    reserved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    carrier = models.ForeignKey(Carrier, models.PROTECT, null=True, related_name="+")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, related_name="+")
    reserved_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    reserved_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "key"), name="reservation_key_once"),
            models.CheckConstraint(name="reservation_above_zero", condition=Q(quantity_t__gt=0)),
        )
        indexes = (
            models.Index(fields=("expires_at",), name="reservation_ending", condition=Q(state="reserved")),
            models.Index(fields=("company", "on", "id"), name="reservation_of_day", condition=Q(state="reserved")),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.quantity_t} t"

    @transition(field=state, source=ReservationState.RESERVED, target=ReservationState.CONSUMED)
    def consume(self) -> None:
        """The load was weighed."""

    @transition(field=state, source=[*HELD], target=ReservationState.RELEASED)
    def release(self) -> None:
        """The quantity is free again: nobody comes, or its movement was reversed."""

    @transition(field=state, source=ReservationState.RESERVED, target=ReservationState.EXPIRED)
    def expire(self) -> None:
        """Nobody came in time."""


class Movement(CompanyOwned):
    """A load received and weighed; a mistake is reversed, never rewritten."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="movements")
    reservation = models.ForeignKey(Reservation, models.PROTECT, null=True, related_name="movements")
    weight_t = models.DecimalField(max_digits=12, decimal_places=3)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=120)
    reversed_at = models.DateTimeField(null=True)
    reversed_by_name = models.CharField(max_length=120, default="")
    reversal_reason = models.TextField(default="")

    class Meta:
        constraints = (
            models.CheckConstraint(name="movement_above_zero", condition=Q(weight_t__gt=0)),
            models.UniqueConstraint(
                fields=("reservation",), name="one_movement_per_reservation", condition=Q(reversed_at__isnull=True)
            ),
        )
        indexes = (models.Index(fields=("company", "on"), name="movement_by_day"),)

    def __str__(self) -> str:
        return f"{self.on} {self.weight_t} t"


class YearlySum(CompanyOwned):
    """How much of a calendar year is promised, and how much came."""

    year = models.PositiveSmallIntegerField()
    reserved_t = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    delivered_t = models.DecimalField(max_digits=12, decimal_places=3, default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.year}: {self.reserved_t} + {self.delivered_t} t"


class ApprovalYear(YearlySum):
    """The year of what is approved, whatever the version: a renewal does not begin anew."""

    line = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "line", "year"), name="approval_year_once"),
            models.CheckConstraint(
                name="approval_year_not_negative", condition=Q(reserved_t__gte=0, delivered_t__gte=0)
            ),
        )


class PlantYear(YearlySum):
    """The year of a plant for one code and operation."""

    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    waste_code = models.CharField(max_length=6)
    operation = models.CharField(max_length=3)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("company", "plant", "waste_code", "operation", "year"), name="plant_year_once"
            ),
            models.CheckConstraint(name="plant_year_not_negative", condition=Q(reserved_t__gte=0, delivered_t__gte=0)),
        )
