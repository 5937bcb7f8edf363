"""By when."""

from __future__ import annotations

from typing import Final

from django.db import models
from django_fsm import FSMField, transition

from cases.models.case import Case
from registry.scoping import CompanyOwned


class Deadline(CompanyOwned):
    """One running or ended clock of a case.

    `due_at` is the end of the legal day `due_on` in Europe/Rome. `derivation` holds the steps by which the day was
    found, `extensions` the prolongations with their reasons. `next_action_at` is when the daily tick
    must look at it again (a reminder or the expiry); null once ended or stopped by a hold.
    """

    RUNNING: Final = "running"
    PAUSED: Final = "paused"
    MET: Final = "met"
    EXPIRED: Final = "expired"
    CANCELLED: Final = "cancelled"

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    clock = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    status = FSMField(max_length=10, default=RUNNING, protected=True)
    started_on = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    derivation = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    reminded = models.JSONField(default=list)
    next_action_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock"],
                name="one_running_deadline_per_clock",
                condition=models.Q(status__in=["running", "paused"]),
            )
        ]
        indexes = [
            models.Index(
                fields=["next_action_at"],
                name="deadline_due",
                condition=models.Q(next_action_at__isnull=False),
            ),
            models.Index(fields=["company", "due_at"], name="deadline_late", condition=models.Q(status="running")),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.due_on}"

    @transition(field=status, source=RUNNING, target=PAUSED)
    def pause(self) -> None:
        """A hold stops the clock."""

    @transition(field=status, source=PAUSED, target=RUNNING)
    def resume(self) -> None:
        """The last hold on it was lifted."""

    @transition(field=status, source=[RUNNING, PAUSED], target=MET)
    def meet(self) -> None:
        """The case left the state in time."""

    @transition(field=status, source=RUNNING, target=EXPIRED)
    def expire(self) -> None:
        """The due day passed."""

    @transition(field=status, source=[RUNNING, PAUSED], target=CANCELLED)
    def cancel(self) -> None:
        """The case was corrected or reopened: this term no longer counts."""
