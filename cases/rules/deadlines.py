"""By when: a term counted from a day, lengthened by pauses and extensions, with every step explained.

The day the term starts from is never counted, the last one is (art. 2963 c.c.). Paused days are not counted:
a pause of four days inside a term of calendar days or months moves its end by four days; in a term of working
days only the working days of the pause count. A rolled end never falls on a paused day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from cases.rules.calendars import Calendar, Rolls, add_calendar_days, add_months
from cases.rules.terms import (
    DeadlineError,
    Derivation,
    Extension,
    Pause,
    Step,
    StepCode,
    Term,
    Unit,
)

__all__ = [
    "DeadlineError",
    "Derivation",
    "Extension",
    "Pause",
    "Rolls",
    "Step",
    "StepCode",
    "Term",
    "Unit",
    "derive",
    "local_end_of_day",
    "rested",
]


@dataclass(frozen=True, slots=True)
class _Stop:
    """Pauses that overlap, as one."""

    from_on: date
    to_on: date
    reasons: tuple[str, ...]

    def params(self) -> dict[str, object]:
        return {"from_on": self.from_on, "to_on": self.to_on, "reasons": self.reasons}


def _merged(pauses: Iterable[Pause]) -> tuple[_Stop, ...]:
    """Overlapping pauses as one, in order of time; pauses that only touch stay apart, each with its reason."""
    stops: list[_Stop] = []
    for pause in sorted(pauses, key=lambda pause: (pause.from_on, pause.to_on, pause.reason)):
        if pause.to_on == pause.from_on:
            continue
        if stops and pause.from_on < stops[-1].to_on:
            last = stops.pop()
            reasons = tuple(dict.fromkeys((*last.reasons, pause.reason)))
            stops.append(_Stop(last.from_on, max(last.to_on, pause.to_on), reasons))
        else:
            stops.append(_Stop(pause.from_on, pause.to_on, (pause.reason,)))
    return tuple(stops)


def _check_extensions(extensions: Sequence[Extension]) -> None:
    for unit in Unit:
        same = [extension for extension in extensions if extension.unit is unit]
        total = sum(extension.amount for extension in same)
        for extension in same:
            maximum = extension.legal_maximum
            if maximum is not None and total > maximum:
                raise DeadlineError(
                    "deadline.extension_over_maximum",
                    maximum=maximum,
                    unit=unit.value,
                    amount=total,
                )


@dataclass(slots=True)
class _Leg:
    """A stretch of the term in one unit: its start, the amount so far, and the pauses that fell into it."""

    start: date
    unit: Unit
    calendar: Calendar
    amount: int = 0
    stops: list[_Stop] = field(default_factory=list)

    def lost(self, stop: _Stop) -> int:
        """How many units of the leg a pause takes: days of it after the start, working ones if so counted."""
        first = max(stop.from_on, self.start + timedelta(days=1))
        if self.unit is Unit.WORKING_DAYS:
            return self.calendar.working_days_between(first - timedelta(days=1), stop.to_on - timedelta(days=1))
        return max((stop.to_on - first).days, 0)

    def reached(self) -> date:
        lost = sum(map(self.lost, self.stops))
        if self.unit is Unit.WORKING_DAYS:
            return self.calendar.add_working_days(self.start, self.amount + lost)
        add = add_months if self.unit is Unit.MONTHS else add_calendar_days
        return add_calendar_days(add(self.start, self.amount), lost)

    def meets(self, stop: _Stop) -> bool:
        """Whether a pause touches a day that counts: one after the start, up to the end reached so far."""
        first = max(stop.from_on, self.start + timedelta(days=1))
        return first <= self.reached() and self.lost(stop) > 0


@dataclass(slots=True)
class _Count:
    """A derivation under way."""

    leg: _Leg
    stops: list[_Stop]
    steps: list[Step] = field(default_factory=list)

    def tell(self, code: StepCode, reached: date, **params: object) -> None:
        self.steps.append(Step(code, {**params, "reached": reached}))

    def take(self, amount: int, unit: Unit, **extended: object) -> None:
        """Count `amount` more units, then every pause they ran into."""
        if unit is Unit.HOURS:
            raise DeadlineError("deadline.unit", unit=unit.value)
        if unit is not self.leg.unit:
            self.leg = _Leg(self.leg.reached(), unit, self.leg.calendar)
        self.leg.amount += amount
        code = StepCode.EXTENDED if extended else StepCode.COUNTED
        words = extended or {"start": self.leg.start}
        self.tell(code, self.leg.reached(), amount=amount, unit=unit.value, **words)
        for stop in tuple(self.stops):
            if self.leg.meets(stop):
                self.leg.stops.append(stop)
                self.stops.remove(stop)
                params = {
                    "days": self.leg.lost(stop),
                    "unit": unit.value,
                    **stop.params(),
                }
                self.tell(StepCode.PAUSED, self.leg.reached(), **params)

    def roll(self, rule: Rolls) -> date:
        """Move the end off the days off that `rule` names; an end moved into a pause waits for the pause's end."""
        due = self.leg.reached()
        rolled = self.leg.calendar.roll(due, rule)
        while rolled != due:
            why = self.leg.calendar.why_off(due)
            params = {"from": due, "why": why.value if why else "", "rule": rule.value}
            self.tell(StepCode.ROLLED, rolled, **params)
            due = self._after_pause(rolled)
            rolled = self.leg.calendar.roll(due, rule)
        return due

    def _after_pause(self, due: date) -> date:
        for stop in [stop for stop in self.stops if stop.from_on <= due < stop.to_on]:
            self.stops.remove(stop)
            days = (stop.to_on - due).days
            due = stop.to_on
            self.tell(
                StepCode.PAUSED,
                due,
                days=days,
                unit=Unit.CALENDAR_DAYS.value,
                **stop.params(),
            )
        return due

    def ignored(self, due: date) -> Iterator[Step]:
        for stop in self.stops:
            yield Step(StepCode.PAUSE_IGNORED, {**stop.params(), "reached": due})


def derive(
    term: Term,
    start_on: date,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Derivation:
    """The last day of `term` counted from `start_on`, with the steps that lead to it.

    Extensions in the term's own unit are counted with it (31 January + 1 month + 2 months = 30 April); another
    unit starts from the end reached so far. Rolling comes last. Raises DeadlineError for a term in hours and for
    extensions over the legal maximum.
    """
    stops = _merged(pauses)
    if not stops and not extensions:
        return _plain(term, start_on, calendar)
    _check_extensions(extensions)
    return _derived(term, start_on, calendar, stops, extensions)


@lru_cache(maxsize=4096)
def _plain(term: Term, start_on: date, calendar: Calendar) -> Derivation:
    """The derivation thousands of cases of one day share."""
    return _derived(term, start_on, calendar, (), ())


def _derived(
    term: Term, start_on: date, calendar: Calendar, stops: Iterable[_Stop], extensions: Sequence[Extension]
) -> Derivation:
    count = _Count(_Leg(start_on, term.unit, calendar), list(stops))
    count.take(term.amount, term.unit)
    for extension in extensions:
        count.take(extension.amount, extension.unit, reason=extension.reason)
    due_on = count.roll(term.rolls)
    return Derivation(due_on, (*count.steps, *count.ignored(due_on)))


def rested(derivation: Derivation, entered_on: date, days: int) -> Derivation:
    """The derivation with its end moved to `days` after the entry of the state, where it would come before that."""
    earliest = entered_on + timedelta(days=days)
    if not days or derivation.due_on >= earliest:
        return derivation
    params = {"amount": days, "unit": Unit.CALENDAR_DAYS.value, "start": entered_on, "reached": earliest}
    return Derivation(earliest, (*derivation.steps, Step(StepCode.RESTED, params)))


def local_end_of_day(on: date, tz: tzinfo) -> datetime:
    """The UTC instant of 23:59:59 of a local day: the last second in which a deadline of that day is kept."""
    return datetime.combine(on, time(23, 59, 59), tzinfo=tz).astimezone(UTC)
