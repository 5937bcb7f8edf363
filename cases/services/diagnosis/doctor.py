"""The doctor: invariants that hold after every step, each looked at in the rows themselves.

Packages above add theirs when their app is ready: `doctor.register(Invariant("I7", ...))` takes the place of the one
declared here as not applicable yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.services.diagnosis.invariants import journal, numbers, outbox, people, scope, work
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from registry.models import Company

__all__ = ["Examined", "Invariant", "Result", "Violation", "Visit", "examine", "invariants", "register"]


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that is always true. `check(visit)` looks at the rows of the companies visited."""

    code: str
    title: str
    check: Callable[[Visit], Examined]


@dataclass(frozen=True, slots=True)
class Result:
    """How many rows were looked at, and which break the invariant. No row looked at is no pass."""

    invariant: Invariant
    examined: int
    violations: tuple[Violation, ...]

    @property
    def verdict(self) -> str:
        """In words: holds, violated, or not applicable yet."""
        if self.violations:
            return "violated"
        return "holds" if self.examined else "not applicable yet"

    def as_json(self) -> dict[str, Any]:
        """The result as plain JSON."""
        return {
            "code": self.invariant.code,
            "title": self.invariant.title,
            "examined": self.examined,
            "verdict": self.verdict,
            "violations": [{"where": each.where, "message": each.message} for each in self.violations],
        }


def _nothing_yet(visit: Visit) -> Examined:
    del visit
    return Examined(0)


_known: dict[str, Invariant] = {}


def register(*some: Invariant) -> None:
    """Make invariants known, each in place of an earlier one of the same code."""
    for invariant in some:
        _known[invariant.code] = invariant


def invariants() -> list[Invariant]:
    """All of them: I1 to I12, then those named by a word."""
    return sorted(_known.values(), key=lambda each: (not each.code[1:].isdigit(), len(each.code), each.code))


def examine(companies: Iterable[Company], *, now: datetime) -> list[Result]:
    """Look at every invariant in the rows of these companies."""
    visit = Visit(list(companies), now)
    return [_result(invariant, invariant.check(visit)) for invariant in invariants()]


def _result(invariant: Invariant, examined: Examined) -> Result:
    return Result(invariant, examined.rows, tuple(examined.violations))


I1 = "the events of a case are numbered 1 to n without gaps"
I2 = "a case is where its last event led, and each event starts where the one before ended"
register(
    Invariant("I1", I1, journal.numbered),
    Invariant("I2", I2, journal.connected),
    Invariant("I3", "every move is a transition of the process", journal.declared),
    Invariant("I4", "one dispatch for each announcement, none without its event", outbox.announced),
    Invariant("I5", "a delivered hand-off has exactly one effect in billing", _nothing_yet),
    Invariant("I6", "no dispatch is left waiting", outbox.served),
    Invariant("I7", "every document has its file, with the same SHA-256", _nothing_yet),
    Invariant("I8", "numbers have no gaps and no doubles within company and year", numbers.gapless),
    Invariant("I9", "nobody took two steps that are kept apart", people.separated),
    Invariant("I10", "every row belongs to the company of the rows it points to", scope.one_company),
    Invariant("I11", "the journal verifies, and with it the anchor", journal.chained),
    Invariant("I12", "one dunning letter per level, never too soon, none while disputed", _nothing_yet),
    Invariant("closed", "a case is closed exactly when its state is final", work.closed),
    Invariant("deadlines", "one running deadline per clock, only where its clock runs", work.deadlines),
    Invariant("doers", "who took which step is what the journal says", people.remembered),
    Invariant("duties", "the duties of a membership are those of its roles", people.cached),
    Invariant("order", "nothing is delivered before what came earlier under the same key", outbox.ordered),
    Invariant("work", "work is open only in open cases, in the state they are in", work.only_where_open),
)
