"""Facts made of what the file tells; any other is absent, and a guard that asks for it is not evaluable."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.db.models import Model

from cases.definition.checks.samples import facts_of
from cases.models import Case
from cases.rules.days import day_of
from cases.rules.facts import ABSENT, FactAbsent, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cases.definition import Process
    from cases.services.importing.mapping import LogMapping
    from cases.services.importing.traces import Step, Trace
    from registry.models import Company

DAY: Final = "on"
"""The fact that is the day judged, by convention of the house."""


class NothingTold(Facts):
    """The facts of a process that declares none."""

    def __getattr__(self, name: str) -> NoReturn:
        raise FactAbsent(name)


def declared_facts(process: Process) -> frozenset[str]:
    """The names of the facts a process declares."""
    declared = facts_of(process)
    return frozenset() if declared is None else frozenset(_names(declared))


def _names(declared: type[Any]) -> list[str]:
    return [each.name for each in dataclasses.fields(declared)]


class Telling:
    """Builds the facts of one step after the other; `loaded` are those the process's own loader told beforehand."""

    def __init__(self, process: Process, mapping: LogMapping) -> None:
        self.declared: Any = facts_of(process)
        self.names = _names(self.declared) if self.declared else []
        self.mapping = mapping
        self.constant = {name: cell.value for name, cell in mapping.facts.items() if not cell.column}
        self.loaded: Mapping[tuple[str, int], Facts] = {}

    def facts(self, trace: Trace, place: int, told: Mapping[str, object], dossier: Mapping[str, object]) -> Facts:
        """The facts at a step: told as facts, as dossier columns of the same name, or by the loader; else absent."""
        if self.declared is None:
            return NothingTold()
        known = {**dossier, DAY: day_of(trace.steps[place].at), **self.constant, **told}
        from_loader = self.loaded.get((trace.case, place))
        values = {name: _value(known.get(name, ABSENT)) for name in self.names}
        for name, needs in self.mapping.loaded.items():
            if from_loader is not None and all(need in dossier for need in needs):
                values[name] = object.__getattribute__(from_loader, name)
        built: Facts = self.declared(**values)
        return built


def _value(value: object) -> object:
    """A value as facts hold it: lists as tuples; a row of another table is no fact."""
    if isinstance(value, Model):
        return ABSENT
    return tuple(value) if isinstance(value, list) else value


def load(process: Process, company: Company, traces: Sequence[Trace]) -> dict[tuple[str, int], Facts]:
    """What the process's own loader says of every step that a guard judges: a constant number of statements a day."""
    days: dict[date, list[tuple[tuple[str, int], Case]]] = defaultdict(list)
    for trace in traces:
        for place, step, dossier in _judged(process, trace):
            case = Case(pk=-1 - len(days[day_of(step.at)]), company=company, process_code=process.code)
            case.dossier = process.dossier(case=case, company=company, **dossier)
            days[day_of(step.at)].append(((trace.case, place), case))
    return {
        key: facts[case.pk]
        for day, kept in days.items()
        for facts in [process.facts([case for _, case in kept], day)]
        for key, case in kept
    }


def _judged(process: Process, trace: Trace) -> Iterator[tuple[int, Step, dict[str, object]]]:
    dossier: dict[str, object] = {}
    for place, step in enumerate(trace.steps):
        dossier = {**dossier, **step.dossier}
        if any(process.transition(code).guards for code in step.transitions):
            yield place, step, dossier
