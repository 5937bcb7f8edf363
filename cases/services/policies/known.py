"""Which policies a process can have: those the factory made, and those its declaration leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.queries.policies import PRODUCT
from cases.queries.rulebook import NUMBER, OFFICE, STEPS, declared_term
from cases.rules.policies.assignment import Rule
from cases.rules.policies.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition import Clock, Process


@dataclass(frozen=True, slots=True)
class Known:
    """A policy that can be edited though nobody has published one: what applies without it, as a content."""

    process_code: str
    kind: Kind
    code: str
    declared: dict[str, Any]


def known_policies(processes: Sequence[Process]) -> list[Known]:
    """What can be edited beside the factory's tables: of the product and of each process."""
    office = Known(PRODUCT, Kind.CALENDAR, OFFICE, {"closing_days": []})
    return [office, *(known for process in processes for known in _of(process))]


def _of(process: Process) -> Iterator[Known]:
    for clock in process.clocks:
        if _has_term(clock):
            yield Known(process.code, Kind.CLOCK, clock.code, _term(clock))
    for state, stage in process.stages.items():
        if stage.flow is None:
            yield Known(process.code, Kind.ASSIGNMENT, str(state), {"rule": Rule.QUEUE.value})
    yield Known(process.code, Kind.SEPARATION, STEPS, {"rules": []})
    yield Known(process.code, Kind.SERIES, NUMBER, {"prefix": process.number_series, "digits": 6})


def _has_term(clock: Clock) -> bool:
    return any(amount is not None for amount in (clock.calendar_days, clock.working_days, clock.months))


def _term(clock: Clock) -> dict[str, Any]:
    term = declared_term(clock)
    said = {"amount": term.amount, "unit": term.unit.value, "rolls": term.rolls.value}
    return {**said, "remind": list(clock.remind)}
