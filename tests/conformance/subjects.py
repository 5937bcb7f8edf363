"""The processes that must conform, and what their tests type for them.

A process says what to type in `tests/workflows/<code>/samples.py`: one function `inputs(transition, company, case)`.
The processes on paper are subjects too: they use what no process of the product uses yet.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from cases.definition import Process, catalogue
from cases.definition.checks import Finding, Office, prove_all
from tests.broken_processes.right import OFFICE, RIGHT
from tests.paper.dunning.process import process as dunning
from tests.paper.offer.process import process as offer

PAPER = [offer, dunning]
LIVING = [*catalogue.processes(), *PAPER]
ALL = [*LIVING, RIGHT]


def samples(process: Process) -> ModuleType:
    """The samples of a process. Raises ModuleNotFoundError when its tests have none."""
    if process.code in {each.code for each in PAPER}:
        return import_module(f"tests.paper.{process.code.removeprefix('paper_')}.samples")
    return import_module(f"tests.workflows.{process.code}.samples")


@cache
def findings(code: str) -> tuple[Finding, ...]:
    """What the prover says of a process, staffed with two people for each duty."""
    process = next(each for each in ALL if each.code == code)
    return tuple(prove_all([process], [OFFICE if process is RIGHT else office(process)]))


def office(process: Process) -> Office:
    """Two people for each duty that people have."""
    duties = [duty for duty in process.duties if not duty.endswith(".machine")]
    people = {f"{duty} {n}": frozenset({duty}) for duty in duties for n in (1, 2)}
    return Office(company="eco", roles={duty: frozenset({duty}) for duty in duties}, people=people)
