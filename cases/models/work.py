"""Who is working on what."""

from __future__ import annotations

from typing import Final

from django.db import models

from cases.models.case import Case
from registry.scoping import CompanyOwned


class WorkItem(CompanyOwned):
    """Something one person has to do for a case, waiting in a queue or taken by somebody.

    `queue` is denormalised for the inbox: "<duty>" while the item waits, "" once taken, done or cancelled.
    `due_at` repeats the nearest deadline of the state. `candidates` fixes who may act when the step opened
    (user ids; null: whoever has the duty). `follow_up_on` snoozes: until that day the item leaves the count.
    """

    OPEN: Final = "open"
    TAKEN: Final = "taken"
    DONE: Final = "done"
    CANCELLED: Final = "cancelled"
    STATUSES = ((OPEN, OPEN), (TAKEN, TAKEN), (DONE, DONE), (CANCELLED, CANCELLED))

    case = models.ForeignKey(Case, models.PROTECT, related_name="work_items")
    process_code = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    step = models.CharField(max_length=60, default="")
    duty = models.CharField(max_length=100)
    queue = models.CharField(max_length=100, default="")
    status = models.CharField(max_length=10, choices=STATUSES, default=OPEN)
    assignee = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="work_items")
    candidates = models.JSONField(null=True)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    follow_up_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, default="")
    reason = models.TextField(default="")
    stage_task = models.OneToOneField("cases.StageTask", models.PROTECT, null=True, related_name="work_item")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_taken_by_somebody",
                condition=~models.Q(status="taken") | models.Q(assignee__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "queue", "due_at", "id"],
                name="work_queue",
                condition=models.Q(status="open"),
            ),
            models.Index(
                fields=["company", "assignee", "due_at", "id"],
                name="work_mine",
                condition=models.Q(status="taken"),
            ),
            models.Index(fields=["case", "status"], name="work_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.status}"
