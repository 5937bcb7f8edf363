from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.calendars import Calendar, DayOff, Rolls, add_months, national_holidays

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
patrons = st.none() | st.sampled_from([(12, 7), (6, 29), (6, 24), (2, 29), (10, 4)])
closings = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8)
calendars = st.builds(Calendar, patrons, closings)


def test_saint_francis_is_a_holiday_from_2026_and_not_before() -> None:
    assert date(2025, 10, 4) not in national_holidays(2025)
    assert date(2026, 10, 4) in national_holidays(2026)
    assert not Calendar().is_holiday(date(2024, 10, 4))
    assert Calendar().is_holiday(date(2027, 10, 4))


def test_holidays_have_italian_names_whatever_language_the_process_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    national_holidays.cache_clear()
    assert Calendar().holiday_name(date(2026, 1, 6)) == "Epifania"
    assert Calendar().holiday_name(date(2026, 1, 7)) == ""


def test_the_thirteen_days_of_2027_are_those_of_the_law() -> None:
    found = {(on.month, on.day) for on in national_holidays(2027) if on.weekday() != 6}
    fixed = {(1, 1), (1, 6), (6, 2), (10, 4), (11, 1), (12, 8)}
    assert found == fixed | {(3, 29), (5, 1), (12, 25)}
    assert Calendar().is_holiday(date(2027, 4, 25))


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 3, 14), DayOff.SATURDAY),
        (date(2026, 3, 15), DayOff.SUNDAY),
        (date(2026, 4, 25), DayOff.HOLIDAY),
        (date(2026, 12, 7), DayOff.PATRON_SAINT),
        (date(2026, 12, 24), DayOff.CLOSING_DAY),
        (date(2026, 12, 23), None),
    ],
)
def test_a_day_off_says_why(on: date, why: DayOff | None) -> None:
    assert Calendar((12, 7), frozenset({date(2026, 12, 24)})).why_off(on) is why


def test_the_law_does_not_see_closing_days() -> None:
    office = Calendar((12, 7), frozenset({date(2026, 12, 24)}))
    assert office.without_closing_days() == Calendar((12, 7))


def test_a_patron_on_29_february_rests_in_leap_years_only() -> None:
    assert Calendar((2, 29)).is_holiday(date(2028, 2, 29))
    assert Calendar((2, 29)).is_working_day(date(2027, 3, 1))


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last_one(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and add_months(end, 0).replace(day=end.day) == end)
    assert end.day >= min(start.day, 28)


@given(calendars, days, st.integers(0, 60))
def test_working_days_are_counted_back_as_they_were_counted_forth(office: Calendar, start: date, n: int) -> None:
    end = office.add_working_days(start, n)
    assert office.working_days_between(start, end) == n
    assert n == 0 or office.is_working_day(end)
    back = office.add_working_days(end, -n)
    assert n == 0 or (office.is_working_day(back) and office.add_working_days(back, n) == end)


@given(calendars, days, st.sampled_from(Rolls))
def test_rolling_never_goes_back_nor_further_than_it_must(office: Calendar, on: date, rule: Rolls) -> None:
    good = {
        Rolls.NONE: lambda _: True,
        Rolls.NEXT_NON_HOLIDAY: lambda day: not office.is_holiday(day),
        Rolls.NEXT_WORKING_DAY: office.is_working_day,
    }[rule]
    end = office.roll(on, rule)
    assert end >= on
    assert good(end)
    assert not any(good(date.fromordinal(n)) for n in range(on.toordinal(), end.toordinal()))


@given(calendars, days, st.integers(-300, 300))
def test_working_days_are_those_met_walking_day_by_day(office: Calendar, start: date, n: int) -> None:
    on, left = start, abs(n)
    while left:
        on = date.fromordinal(on.toordinal() + (1 if n > 0 else -1))
        left -= office.is_working_day(on)
    assert office.add_working_days(start, n) == on
    walked = sum(office.is_working_day(date.fromordinal(m)) for m in range(start.toordinal() + 1, on.toordinal() + 1))
    assert office.working_days_between(start, on) == walked
