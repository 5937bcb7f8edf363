"""viewflow's rows for states in which several people work; only `cases.stages` touches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from viewflow.workflow.models import AbstractProcess, AbstractTask

from cases.models.case import Case

if TYPE_CHECKING:
    from cases.definition.stages import Scene


class StageRun(AbstractProcess):
    """One run of a stage flow for a case; at most one is open per case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stage_runs")
    state = models.CharField(max_length=40)

    scene: Scene
    """What the nodes under way read; set by `cases.stages` for the length of a call, never stored."""

    class Meta:
        default_permissions = ("manage",)  # viewflow adds it when a flow is declared; said here, migrations stay still
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="one_open_stage_per_case",
                condition=~models.Q(status__in=["DONE", "CANCELED"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.status}"


class StageTask(AbstractTask):
    """One task of a stage run, as viewflow keeps it."""

    process = models.ForeignKey(StageRun, models.PROTECT, related_name="task_set")

    def __str__(self) -> str:
        return f"{self.flow_task_type} {self.status}"
