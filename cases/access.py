"""Who may: duty x scope. The only ways to a case from a face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from cases.definition import catalogue
from cases.models import Case

if TYPE_CHECKING:
    from cases.definition import Process
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet


def processes_for(actor: Actor) -> list[Process]:
    """The processes in which the actor has any duty; "<process>.read" is the duty of those who only look."""
    mine = {duty.partition(".")[0] for duty in actor.duties}
    return [process for process in catalogue.processes() if process.code in mine]


def visible_to(actor: Actor) -> ScopedQuerySet[Case]:
    """The cases the actor may see: of his company, of the processes in which he has a duty."""
    codes = [process.code for process in processes_for(actor)]
    return Case.objects.of(actor.company_id).filter(process_code__in=codes)


def may_see(actor: Actor, case: Case) -> bool:
    """The twin of `visible_to` for one case already loaded."""
    codes = {process.code for process in processes_for(actor)}
    return case.company_id == actor.company_id and case.process_code in codes


def get_case_for(actor: Actor, number: str) -> Case:
    """The case with its dossier, customer and company, if the actor may see it. Raises Http404 otherwise."""
    case = get_object_or_404(visible_to(actor).select_related("customer", "company", "opened_by"), number=number)
    case.dossier = case.process.dossier.objects.of(actor.company_id).get(pk=case.pk)
    case.dossier.case = case
    return case


def may(actor: Actor, process: Process, duty: str) -> bool:
    """Whether the actor has a duty of a process."""
    return actor.has(process.duty(duty))
