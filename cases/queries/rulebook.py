"""What a company adds to a process as data, for one day: terms, closing days, separations, numbers, assignment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cases.definition import Separation
from cases.models import PolicyVersion
from cases.queries.policies import InForce, contents, keep, published, winners
from cases.rules.calendars import Calendar, Rolls
from cases.rules.policies.kinds import Kind, read
from cases.rules.policies.series import Series
from cases.rules.terms import Term, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.definition import Clock, Process
    from cases.queries.policies import Row
    from cases.rules.policies.assignment import Assignment
    from registry.models import Company

KINDS: Final = (Kind.CLOCK, Kind.CALENDAR, Kind.SEPARATION, Kind.SERIES, Kind.ASSIGNMENT)
OFFICE, STEPS, NUMBER = "office", "steps", "number"
_books: dict[tuple[Row, ...], Rulebook] = {}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The policies of a company in force on a day, beside its tables; every question falls back on the declaration."""

    found: Mapping[tuple[str, str], InForce] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)

    def _policy(self, kind: Kind, code: str) -> Any:
        version = self.found.get((kind, code))
        return None if version is None else self.typed[version.digest]

    def term(self, clock: Clock) -> Term:
        """How long a clock runs: the policy's term, or the declared one."""
        term: Term | None = self._policy(Kind.CLOCK, clock.code)
        return term or declared_term(clock)

    def source_of(self, clock: Clock) -> Mapping[str, object]:
        """The policy version a clock's term comes from, with its reminders; empty for the declared one."""
        version = self.found.get((Kind.CLOCK, clock.code))
        if version is None:
            return {}
        remind = self.term(clock).remind
        return version.reference if remind is None else {**version.reference, "remind": list(remind)}

    def calendar(self, company: Company, clock: Clock) -> Calendar:
        """The office's calendar; a term set by law is not lengthened by the office's own closing days."""
        month, _, day = company.patron_saint.partition("-")
        closed: Mapping[date, str] = ({} if clock.by_law else self._policy(Kind.CALENDAR, OFFICE)) or {}
        return Calendar(patron=(int(month), int(day)) if day else None, closing_days=frozenset(closed))

    def separations(self, process: Process) -> tuple[Separation, ...]:
        """The declared separations and those the company adds; none can be taken away."""
        added = self._policy(Kind.SEPARATION, STEPS) or ()
        return (*process.separations, *(Separation(rule.step, rule.not_who) for rule in added))

    def series(self, process: Process) -> Series:
        """How the cases of the process are numbered."""
        series: Series | None = self._policy(Kind.SERIES, NUMBER)
        return series or Series(process.number_series)

    def assignment(self, state: str) -> Assignment | None:
        """How the work of a state is given out; None leaves it in its queue."""
        assignment: Assignment | None = self._policy(Kind.ASSIGNMENT, state)
        return assignment

    def source_of_assignment(self, state: str) -> Mapping[str, object]:
        """The policy version by which the work of a state is given out; empty where none is."""
        version = self.found.get((Kind.ASSIGNMENT, state))
        return {} if version is None else version.reference


def rulebook(company_id: int, process_code: str, on: date) -> Rulebook:
    """The rulebook of a process on a day, in one statement (a second one when a version was never read before).

    What is published is asked each time; the book is kept for as long as the answer is the same.
    """
    versions = published(company_id, process_code, on, KINDS)
    book = _books.get(versions)
    if book is None:
        found = winners(versions)
        book = Rulebook(found, contents(found.values()))
        keep(_books, {versions: book})
    return book


def term_of_version(version_id: int) -> Term:
    """The term of one version: a deadline keeps the one it started under. Raises PolicyVersion.DoesNotExist."""
    version = PolicyVersion.objects.get(pk=version_id)
    term: Term = read(version.kind, version.content)
    return term


def declared_term(clock: Clock) -> Term:
    """A clock's declared term."""
    amounts = (
        (clock.calendar_days, Unit.CALENDAR_DAYS),
        (clock.working_days, Unit.WORKING_DAYS),
        (clock.months, Unit.MONTHS),
    )
    amount, unit = next((amount, unit) for amount, unit in amounts if amount is not None)
    return Term(amount=amount, unit=unit, rolls=Rolls(clock.rolls))
