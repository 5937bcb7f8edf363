"""Who may open which cases."""

from __future__ import annotations

from cases.access import may, processes_for
from cases.definition import MACHINE, Process
from desk.presenting.addresses import Addresses
from registry.actors import Actor


def openable(actor: Actor) -> list[Process]:
    """The processes in which the actor may open a case, by label."""
    mine = [p for p in processes_for(actor) if p.opening.duty != MACHINE and may(actor, p, p.opening.duty)]
    return sorted(mine, key=lambda process: str(process.label))


def opening_href(actor: Actor, to: Addresses) -> str:
    """Where a case is opened; empty when the actor may open none."""
    return to.to("new-case") if openable(actor) else ""
