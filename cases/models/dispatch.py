"""What must others still be told?"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from django.db import models
from django_fsm import FSMField, transition

from cases.models.journal import CaseEvent
from registry.scoping import CompanyOwned

KEYS: Final = UUID("6f0c4f2e-5d0b-4d7c-9b1e-1f4a2f0e7a55")
"""The name space of the keys that dispatches give away."""


class Dispatch(CompanyOwned):
    """One announcement owed to one consumer, delivered in order per key.

    `source` names what announced it ("case-event:123/0"); unique with the consumer.
    `prepared` is what the consumer's outside work answered (null: not done yet), kept before `handle` runs;
    `result` is what `handle` did. `trouble` says in a code why the last attempt failed, `last_error` in words.
    """

    WAITING: Final = "waiting"
    DELIVERED: Final = "delivered"
    PARKED: Final = "parked"
    DROPPED: Final = "dropped"

    FAILED: Final = "failed"
    REFUSED: Final = "refused"
    INTERRUPTED: Final = "interrupted"
    NO_CONSUMER: Final = "no_consumer"

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
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
    trouble = models.CharField(max_length=20, default="")
    last_error = models.TextField(default="")
    prepared = models.JSONField(null=True)
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
            models.Index(
                fields=["consumer", "ordering_key", "id"],
                name="dispatch_troubled",
                condition=models.Q(status__in=["waiting", "parked"], attempts__gt=0),
            ),
            models.Index(fields=["company", "status", "-id"], name="dispatch_page"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} -> {self.consumer}"

    def key(self, step: str = "") -> UUID:
        """The idempotency key of this dispatch, or of one step of what it causes: the same at every attempt."""
        return uuid5(KEYS, f"{self.pk}/{step}")

    @transition(field=status, source=[WAITING, PARKED], target=DELIVERED)
    def deliver(self) -> None:
        """The consumer took it."""

    @transition(field=status, source=WAITING, target=PARKED)
    def park(self) -> None:
        """It failed too often; a person decides."""

    @transition(field=status, source=[WAITING, PARKED], target=WAITING)
    def retry(self) -> None:
        """A person asks for another try, now."""

    @transition(field=status, source=[WAITING, PARKED], target=DROPPED)
    def drop(self) -> None:
        """A person gives it up, with a reason."""


class ConsumerLease(models.Model):
    """Who serves a consumer now: taken and kept by conditional UPDATE, so that two relays never serve one.

    `working_on` is the dispatch being handled: what a relay that died leaves behind, so that its attempt counts.
    """

    consumer = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=80, default="")
    until = models.DateTimeField()
    working_on = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.consumer}: {self.holder}"
