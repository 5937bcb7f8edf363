"""Is the clock stopped?"""

from __future__ import annotations

from typing import Final

from django.db import models
from django_fsm import FSMField, transition

from cases.models.case import Case
from registry.scoping import CompanyOwned


class Hold(CompanyOwned):
    """A stop placed on a case: what it covers, why, whose it is, from when until when.

    `covers` lists clocks by code; empty means every clock of the case. `until_on` is exclusive; null: until lifted.
    """

    ACTIVE: Final = "active"
    LIFTED: Final = "lifted"
    EXPIRED: Final = "expired"

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    covers = models.JSONField(default=list)
    reason = models.TextField()
    owner = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    status = FSMField(max_length=10, default=ACTIVE, protected=True)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["until_on"], name="hold_ending", condition=models.Q(status="active")),
            models.Index(fields=["case", "status"], name="hold_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.status})"

    @transition(field=status, source=ACTIVE, target=LIFTED)
    def lift(self) -> None:
        """A person ends it."""

    @transition(field=status, source=ACTIVE, target=EXPIRED)
    def expire(self) -> None:
        """Its last day passed."""
