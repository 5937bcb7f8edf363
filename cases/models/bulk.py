"""A job over many cases, with a result for each, that goes on where it stopped."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from registry.scoping import CompanyOwned


class BulkJob(CompanyOwned):
    """One bulk action asked by a person or the machine; `acting_for`: in whose place.

    `kind` is what is done to each case: a step, or what a package above made known (`bulk_jobs.add_kind`), a letter
    say; `transition` is the code of the step or of the letter. `taken_until`: some worker is at it.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, default="step")
    process_code = models.CharField(max_length=40)
    transition = models.CharField(max_length=40)
    inputs = models.JSONField(default=dict)
    asked_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.transition} x {self.total}"


class BulkResult(CompanyOwned):
    """What became of one case of a job: waiting, moved, or refused and why."""

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="results")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    expected_version = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10, default="waiting")
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "case"], name="bulk_result_once")]
        indexes = [models.Index(fields=["job", "status", "id"], name="bulk_waiting")]

    def __str__(self) -> str:
        return f"{self.case} {self.status}"
