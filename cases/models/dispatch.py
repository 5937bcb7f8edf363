"""What must others still be told?"""

from __future__ import annotations

from typing import Final

from django.db import models
from django_fsm import FSMField, transition

from cases.models.journal import CaseEvent
from registry.scoping import CompanyOwned


class Dispatch(CompanyOwned):
    """One announcement owed to one consumer, delivered in order per key.

    `source` names what announced it ("case-event:123/0"); unique with the consumer.
    """

    WAITING: Final = "waiting"
    DELIVERED: Final = "delivered"
    PARKED: Final = "parked"
    DROPPED: Final = "dropped"

    consumer = models.CharField(max_length=80)
    topic = models.CharField(max_length=100)
    ordering_key = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    source = models.CharField(max_length=80)
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="dispatches")
    status = FSMField(max_length=10, default=WAITING, protected=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    result = models.JSONField(default=dict)
    dropped_reason = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "consumer"], name="dispatch_once")]
        indexes = [
            models.Index(
                fields=["consumer", "id"],
                name="dispatch_pending",
                condition=models.Q(status__in=["waiting", "parked"]),
            ),
            models.Index(fields=["company", "status", "-id"], name="dispatch_page"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} -> {self.consumer}"

    @transition(field=status, source=[WAITING, PARKED], target=DELIVERED)
    def deliver(self) -> None:
        """The consumer took it."""

    @transition(field=status, source=WAITING, target=PARKED)
    def park(self) -> None:
        """It failed too often; a person decides."""

    @transition(field=status, source=PARKED, target=WAITING)
    def retry(self) -> None:
        """A person asks for another try."""

    @transition(field=status, source=[WAITING, PARKED], target=DROPPED)
    def drop(self) -> None:
        """A person gives it up, with a reason."""


class ConsumerLease(models.Model):
    """Who serves a consumer now: taken and kept by conditional UPDATE, so that two relays never serve one."""

    consumer = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=80, default="")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.consumer}: {self.holder}"
