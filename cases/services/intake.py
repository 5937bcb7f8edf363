"""Opening a case: its number, its dossier and its first event, at once or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from cases.definition import catalogue
from cases.models import Case, CaseEvent
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.services.judgement import judge
from cases.services.transitions import Performed, execute, refuse
from registry.services.counters import next_numbers

if TYPE_CHECKING:
    from cases.definition import Process
    from cases.rules.policies.series import Series
    from cases.services.transitions import Command
    from registry.models import Company, Customer


def open_case(process_code: str, company: Company, customer: Customer | None, command: Command) -> Performed:
    """Open a case of a process for a customer: event 1 goes through the same steps as any other.

    The opening's effect gives the new dossier its values and the case its subject. A repeated command_id
    returns the case opened first.
    Raises UnknownProcess, NotPermitted, Refused.
    """
    process = catalogue.get(process_code)
    earlier = _opened(company, command)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return _open(process, company, customer, command)
    except IntegrityError:
        earlier = _opened(company, command)
        if earlier is None:
            raise
        return earlier


def _opened(company: Company, command: Command) -> Performed | None:
    case = Case.objects.of(company).filter(opened_command=command.command_id).first()
    if case is None:
        return None
    event = CaseEvent.objects.of(company).get(case=case, seq=1)
    return Performed(case=case, event=event, repeated=True)


def _open(process: Process, company: Company, customer: Customer | None, command: Command) -> Performed:
    case = new_case(process, company, customer, command)
    rules = rulebook(company.pk, process.code, day_of(command.at))
    verdict = judge(process, process.opening, case, None, command.actor)
    refuse(verdict, command)
    case.number = number_for(rules.series(process), company, command)
    case.save(force_insert=True)
    event = execute(case, process.opening, command, None, verdict, rules)
    return Performed(case=case, event=event)


def new_case(process: Process, company: Company, customer: Customer | None, command: Command) -> Case:
    """An unsaved case in its initial state with an empty dossier; `version` 0 becomes 1 with event 1."""
    case = Case(
        company=company,
        process_code=process.code,
        process_version=process.version,
        state=process.initial,
        state_since=command.now,
        version=0,
        customer=customer,
        opened_at=command.occurred_at or command.now,
        opened_by_id=command.actor.user_id,
        opened_command=command.command_id,
    )
    case.dossier = process.dossier(case=case, company=company)
    return case


def number_for(series: Series, company: Company, command: Command) -> str:
    """The next number of the series in the year (Rome) the case is opened: "OM-2026-000203"."""
    year = day_of(command.at).year
    (number,) = next_numbers(company.pk, series.name(year))
    return series.number(year, number)
