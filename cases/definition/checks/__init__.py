"""The prover: what can be said of a process before any case is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition.checks import clocks, collisions, forms, guards, papers, people, separation, structure, words
from cases.definition.checks.findings import Finding
from cases.definition.checks.offices import Office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.definition.process import Process

__all__ = ["Finding", "Office", "prove", "prove_all"]


def prove(process: Process, offices: Sequence[Office] = ()) -> list[Finding]:
    """Everything wrong with one process, alone and with the people of the companies that use it."""
    company_id = next((office.company_id for office in offices if office.uses(process)), 0)
    return [
        *structure.check(process),
        *people.check(process, offices),
        *separation.check(process, offices),
        *clocks.check(process),
        *guards.check(process),
        *papers.check(process),
        *forms.check(process, company_id),
        *words.check(process),
    ]


def prove_all(processes: Sequence[Process], offices: Sequence[Office] = ()) -> list[Finding]:
    """Everything wrong with the processes of an installation, each by itself and with each other."""
    single = [finding for process in processes for finding in prove(process, offices)]
    return [*collisions.check(processes), *single]
