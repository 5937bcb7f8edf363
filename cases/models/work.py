"""Who is working on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models

from cases.models.case import Case
from registry.scoping import CompanyOwned

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class WorkItem(CompanyOwned):
    """Something one person has to do for a case, waiting in a queue or taken by somebody.

    `queue` is denormalised for the inbox: "<duty>" while the item waits, "" once taken, done or cancelled.
    `due_at` repeats the nearest deadline of the state. `candidates` fixes who may act when the step opened: user
    ids between spaces (" 5 12 "), so that both databases find one; empty: whoever has the duty. `follow_up_on`
    puts the item off: until that day it leaves the count. A step of a stage opens one item, or as many as people
    are asked; `needed` is how many favourable outcomes end the step. `acting_for`: whose place the assignee takes.
    """

    OPEN: Final = "open"
    TAKEN: Final = "taken"
    DONE: Final = "done"
    CANCELLED: Final = "cancelled"
    STATUSES = ((OPEN, OPEN), (TAKEN, TAKEN), (DONE, DONE), (CANCELLED, CANCELLED))

    company = models.ForeignKey("registry.Company", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="work_items", db_index=False)
    process_code = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    step = models.CharField(max_length=60, default="")
    duty = models.CharField(max_length=100)
    queue = models.CharField(max_length=100, default="")
    status = models.CharField(max_length=10, choices=STATUSES, default=OPEN)
    assignee = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="work_items", db_index=False)
    acting_for = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+", db_index=False)
    candidates = models.TextField(default="", blank=True)
    needed = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    follow_up_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, default="")
    reason = models.TextField(default="")
    stage_task = models.ForeignKey(
        "cases.StageTask", models.PROTECT, null=True, related_name="work_items", db_index=False
    )

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
                condition=models.Q(status="open", follow_up_on__isnull=True),
            ),
            models.Index(
                fields=["company", "queue", "follow_up_on"],
                name="work_put_off",
                condition=models.Q(status="open", follow_up_on__isnull=False),
            ),
            models.Index(
                fields=["company", "assignee", "due_at", "id"],
                name="work_mine",
                condition=models.Q(status="taken"),
            ),
            models.Index(fields=["case", "status"], name="work_of_case"),
            models.Index(fields=["stage_task"], name="work_of_step", condition=models.Q(stage_task__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.status}"

    @property
    def candidate_ids(self) -> frozenset[int]:
        """Who may act, as fixed when the step opened; empty: whoever has the duty."""
        return frozenset(int(user_id) for user_id in self.candidates.split())

    @property
    def label(self) -> str | _StrPromise:
        """What there is to do, in the words of the process; the step's name when the process no longer says."""
        stage = self.case.process.stages.get(self.state)
        return stage.step_label(self.step) if stage else self.case.process.errands.get(self.step, self.step)
