"""The days on which an Italian office works, and the legal ways of counting and rolling days.

Sources: L. 260/1949 art. 2 and L. 151/2025 (national holidays, every Sunday, 4 October from 2026), art. 2963 c.c.
(the first day is not counted, the last one is; months end on the same day number or on the last day of the month),
art. 155 c.p.c. (a term ending on a Saturday or a holiday ends on the next working day).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap, monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import holidays

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)


class Rolls(StrEnum):
    """Where a term that ends on a day off really ends: a rule of the term, so a field of its row."""

    NONE = "none"
    NEXT_NON_HOLIDAY = "next_non_holiday"
    NEXT_WORKING_DAY = "next_working_day"


class DayOff(StrEnum):
    """Why a day is not a working day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    PATRON_SAINT = "patron_saint"
    CLOSING_DAY = "closing_day"


@lru_cache(maxsize=256)
def national_holidays(year: int) -> Mapping[date, str]:
    """The national holidays of one year with their Italian names, whatever language the process speaks."""
    return MappingProxyType(dict(holidays.country_holidays("IT", years=year, language="it_IT")))


def add_calendar_days(start: date, days: int) -> date:
    """The day `days` after `start`: the first day is not counted, the last one is (art. 2963 c.c.)."""
    return start + timedelta(days=days)


def add_months(start: date, months: int) -> date:
    """The same day number `months` later, or the last day of a month that lacks it (art. 2963 c.c.)."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of one office.

    patron        (month, day) of the patron saint of its municipality; a holiday like the national ones
    closing_days  days on which this office is closed though the law knows no holiday: not worked, yet not
                  holidays. A term the law sets should be derived with `without_closing_days()`, or an office
                  could lengthen it by closing.
    """

    patron: tuple[int, int] | None = None
    closing_days: frozenset[date] = frozenset()

    def without_closing_days(self) -> Calendar:
        """The same calendar as the law sees it."""
        return replace(self, closing_days=frozenset())

    def holiday_name(self, on: date) -> str:
        """The Italian name of a national holiday, empty on every other day."""
        return national_holidays(on.year).get(on, "")

    def why_off(self, on: date) -> DayOff | None:
        """Why `on` is not a working day, or None when it is one; a holiday wins over the day of the week."""
        if on in national_holidays(on.year):
            return DayOff.HOLIDAY
        if self.patron == (on.month, on.day):
            return DayOff.PATRON_SAINT
        if on.weekday() >= SATURDAY:
            return DayOff.SUNDAY if on.weekday() == SUNDAY else DayOff.SATURDAY
        return DayOff.CLOSING_DAY if on in self.closing_days else None

    def is_holiday(self, on: date) -> bool:
        """Whether the law rests on that day: Sundays, national holidays, the patron saint; not Saturdays."""
        return self.why_off(on) in {DayOff.SUNDAY, DayOff.HOLIDAY, DayOff.PATRON_SAINT}

    def is_working_day(self, on: date) -> bool:
        """Monday to Friday, neither holiday nor closing day."""
        return self.why_off(on) is None

    def next_non_holiday(self, on: date) -> date:
        """`on` itself or the first later day that is not a holiday (art. 2963 c.c.: a Saturday is good)."""
        while self.is_holiday(on):
            on += ONE_DAY
        return on

    def next_working_day(self, on: date) -> date:
        """`on` itself or the first later working day (art. 155 c.p.c.)."""
        while not self.is_working_day(on):
            on += ONE_DAY
        return on

    def roll(self, on: date, rule: Rolls) -> date:
        """Where a term that ends on `on` really ends under `rule`."""
        if rule is Rolls.NEXT_NON_HOLIDAY:
            return self.next_non_holiday(on)
        if rule is Rolls.NEXT_WORKING_DAY:
            return self.next_working_day(on)
        return on

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start` (before it when negative); `start` is never counted."""
        if days == 0:
            return start
        year, worked = start.year, _worked(self, start.year)
        place = bisect_right(worked, start) + days - 1 if days > 0 else bisect_left(worked, start) + days
        while place >= len(worked):
            place -= len(worked)
            year, worked = year + 1, _worked(self, year + 1)
        while place < 0:
            year, worked = year - 1, _worked(self, year - 1)
            place += len(worked)
        return worked[place]

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after` up to and including `until`; 0 when there is nothing between."""
        if until <= after:
            return 0
        whole_years = sum(len(_worked(self, year)) for year in range(after.year, until.year))
        return (
            whole_years
            + bisect_right(_worked(self, until.year), until)
            - bisect_right(_worked(self, after.year), after)
        )


@lru_cache(maxsize=512)
def _worked(office: Calendar, year: int) -> tuple[date, ...]:
    """The working days of a year, in order."""
    first, length = date(year, 1, 1), 366 if isleap(year) else 365
    days = (first + timedelta(days=n) for n in range(length))
    return tuple(on for on in days if office.is_working_day(on))
