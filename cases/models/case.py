"""The case and the base of every dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

from cases.definition import catalogue
from registry.scoping import CompanyOwned

if TYPE_CHECKING:
    from cases.definition import Process


class Case(CompanyOwned):
    """One matter that a customer and the company have with each other, of one process.

    `state` is the legal truth. It moves through `move_to()` alone, called by `cases.services` alone.
    `version` rises when state or dossier changes, `seq` with every event, `head_hash` is the hash of the newest
    event; `is_followed` spares asking who follows. `doers` remembers who took which transition, and which step of a
    stage: {"submit": [[user, acted for], ...]}.

    A foreign key has an index of its own only where nothing else finds its rows: each one is written with every move.
    """

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40)
    process_code = models.CharField(max_length=40)
    process_version = models.PositiveIntegerField(default=1)
    state = FSMField(max_length=40, protected=True)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="")
    customer = models.ForeignKey("registry.Customer", models.PROTECT, null=True, related_name="cases", db_index=False)
    subject = models.CharField(max_length=240)
    search = models.TextField(default="")
    doers = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_command = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    is_followed = models.BooleanField(default=False)

    dossier: Any
    """The process's own Dossier row, put there by whoever loads the case for its process."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["company", "opened_command"], name="case_opened_once"),
        ]
        indexes = [
            models.Index(fields=["company", "process_code", "state", "-id"], name="case_by_state"),
            models.Index(fields=["company", "-opened_at"], name="case_by_age"),
            models.Index(fields=["customer", "-id"], name="case_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def process(self) -> Process:
        """The declaration this case follows. Raises UnknownProcess when its folder was removed."""
        return catalogue.get(self.process_code)

    @property
    def is_open(self) -> bool:
        """Whether the case has not reached a final state."""
        return self.closed_at is None

    @transition(field=state, source="*", target=RETURN_VALUE())
    def move_to(self, state: str) -> str:
        """Set the state. The single door: guards and duties were judged by the caller, under the lock."""
        return state


class Dossier(CompanyOwned):
    """Base of the typed columns a process adds to its cases; the case is the primary key."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        abstract = True
