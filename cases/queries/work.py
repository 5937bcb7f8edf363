"""Who is at work on a case, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Deadline, WorkItem

if TYPE_CHECKING:
    from cases.models import Case


def work_of(case: Case) -> list[WorkItem]:
    """The open items of a case, then those done, newest first, with their people."""
    items = WorkItem.objects.of(case.company_id).filter(case=case).select_related("assignee")
    return sorted(items, key=lambda item: (item.ended_at is not None, -item.pk))


def deadlines_of(case: Case) -> list[Deadline]:
    """The running deadlines of a case, the nearest first."""
    running = Deadline.objects.of(case.company_id).filter(case=case, status__in=(Deadline.RUNNING, Deadline.PAUSED))
    return list(running.order_by("due_at"))
