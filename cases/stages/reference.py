"""A plain viewflow process, against which `bench transitions` measures our own door."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow import lock as locks
from viewflow.workflow.models import Process, Task


class Reference(flow.Flow):
    """A person's task that, once done, opens the same task again."""

    process_class = Process
    task_class = Task
    lock_impl = locks.select_for_update_lock

    start = flow.StartHandle(this.begun).Next(this.work)
    work = flow.View(lambda request: None).Next(this.again)
    again = flow.If(lambda activation: True).Then(this.work).Else(this.end)
    end = flow.End()

    def begun(self, activation: Any) -> None:
        """Nothing to prepare."""

    @classmethod
    def begin(cls) -> Any:
        """Start one process; its open task."""
        cls.start.run()
        return cls._open()

    @classmethod
    def step(cls, task: Any) -> Any:
        """Assign and execute one task as a person would; the next open task."""
        user, _ = get_user_model().objects.get_or_create(email="bench@example.org")
        with task.activation() as activation:
            activation.assign(user)
            activation.start(None)
            activation.execute()
        return cls._open(task.process_id)

    @classmethod
    def _open(cls, process_id: int | None = None) -> Any:
        tasks = Task.objects.filter(flow_task=cls.work, status=STATUS.NEW)
        return (tasks.filter(process_id=process_id) if process_id else tasks).latest("pk")
