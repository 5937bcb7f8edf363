"""What a deadline is made of: a term, its pauses and extensions, and the derivation that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from cases.rules.calendars import Rolls
from cases.rules.errors import RuleError
from cases.rules.refusals import N_


class Unit(StrEnum):
    """What a term is counted in; terms in hours are derived by `cases.rules.hours`."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    HOURS = "hours"


class StepCode(StrEnum):
    """What a step of a derivation tells; its params are listed here, all keep `reached` (the end so far).

    counted         amount, unit, start
    extended        amount, unit, reason
    paused          days (not counted because of it, in the unit), unit, from_on, to_on, reasons
    pause_ignored   from_on, to_on, reasons
    rolled          from, why (a DayOff), rule: the end moved from a day off
    rested          amount, unit, start: the end is no nearer to the entry of the state than this
    """

    COUNTED = "counted"
    EXTENDED = "extended"
    PAUSED = "paused"
    PAUSE_IGNORED = "pause_ignored"
    ROLLED = "rolled"
    RESTED = "rested"


class DeadlineError(RuleError):
    """A term that cannot be derived."""

    texts: ClassVar[Mapping[str, str]] = {
        "deadline.negative": N_("A term cannot be negative: {amount}."),
        "deadline.unit": N_("A term in {unit} cannot be counted in this way."),
        "deadline.pause_ends_before_it_starts": N_("The pause from {from_on} ends before it starts: {to_on}."),
        "deadline.extension_over_maximum": N_("The law allows at most {maximum} {unit} more, not {amount}."),
    }


@dataclass(frozen=True, slots=True)
class Term:
    """So many units, and what happens when the last day is a day off.

    `remind`: how many days before the last one people are reminded; None where the term does not say.
    """

    amount: int
    unit: Unit
    rolls: Rolls = Rolls.NONE
    remind: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise DeadlineError("deadline.negative", amount=self.amount)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: `from_on` is the first of them, `to_on` the first day that counts again.

    A pause still open is passed with the day after today as its end; the derivation is then provisional.
    """

    from_on: date
    to_on: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            code = "deadline.pause_ends_before_it_starts"
            raise DeadlineError(code, from_on=self.from_on, to_on=self.to_on)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time with its reason; `legal_maximum` bounds the sum of the extensions in the same unit."""

    amount: int
    unit: Unit
    reason: str
    legal_maximum: int | None = None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise DeadlineError("deadline.negative", amount=self.amount)


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the explanation, worded by a page in the reader's language."""

    code: StepCode
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derivation:
    """The last day of a term, and how it was found."""

    due_on: date
    steps: tuple[Step, ...]
