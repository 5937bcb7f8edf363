"""The machine as an actor: what clocks, reactions and bulk jobs may do in a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition import MACHINE
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from cases.definition import Process
    from registry.actors import Actor


def machine(process: Process, company_id: int) -> Actor:
    """The product itself, with the duty `machine` of this process and those its table gives it; no other process's."""
    return SYSTEM(company_id, [process.duty(name) for name in (MACHINE, *process.machine_duties)])
