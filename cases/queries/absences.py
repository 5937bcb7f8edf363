"""Who is away, and whose open work waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.access import processes_for
from cases.models import Absence, WorkItem

if TYPE_CHECKING:
    from datetime import date

    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet


def absences_on(company_id: int, on: date) -> ScopedQuerySet[Absence]:
    """The absences that cover a day; their last day is still away."""
    return Absence.objects.of(company_id).filter(from_on__lte=on, to_on__gte=on)


def is_absent(company_id: int, person_id: int, on: date) -> bool:
    """Whether a person is away on the day and gets nothing new."""
    return absences_on(company_id, on).filter(person_id=person_id).exists()


def absences_from(company_id: int, on: date) -> list[Absence]:
    """Present and coming absences, the nearest first, with their people."""
    rows = Absence.objects.of(company_id).filter(to_on__gte=on).select_related("person")
    return list(rows.order_by("from_on", "person__full_name", "pk"))


def work_to_hand_over(actor: Actor, on: date) -> list[WorkItem]:
    """The items taken by people who are away on the day, in the processes the actor may see, the most urgent first."""
    codes = [process.code for process in processes_for(actor)]
    away = absences_on(actor.company_id, on).values("person_id")
    taken = WorkItem.objects.of(actor.company_id).filter(
        status=WorkItem.TAKEN, assignee_id__in=away, process_code__in=codes
    )
    return list(taken.select_related("case__customer", "assignee").order_by("due_at", "pk")[:200])
