"""The journal: what happened, by whom, why, under which rules. Append-only and chained."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from registry.scoping import CompanyOwned


class ChainedEvent(CompanyOwned):
    """Base of append-only events: `hash` is the HMAC-SHA-256 of the previous hash and `body`.

    `body` is canonical JSON, stored as the very text that was hashed; the other columns repeat parts of it
    for queries, and `verify_journal` compares them with it.
    """

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    actor = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+", db_index=False)
    acting_for = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    origin = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class CaseEvent(ChainedEvent):
    """One event of a case; `command_id` is set on transitions and makes a repeated click harmless."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    transition = models.CharField(max_length=40, default="")
    from_state = models.CharField(max_length=40, default="")
    to_state = models.CharField(max_length=40, default="")
    process_version = models.PositiveIntegerField(default=1)
    command_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["case", "command_id"],
                name="event_command_once",
                condition=models.Q(command_id__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["company", "recorded_at"], name="event_by_day")]


class PersonalValue(CompanyOwned):
    """A personal input of an event in clear: the event itself holds only its salted digest.

    Erasing the person deletes these rows; the chain still verifies.
    """

    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="personal_values")
    field = models.CharField(max_length=60)
    salt = models.CharField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="personal_value_once")]

    def __str__(self) -> str:
        return self.field
