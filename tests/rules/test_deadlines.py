from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.calendars import Calendar, Rolls
from cases.rules.days import ROME
from cases.rules.deadlines import (
    DeadlineError,
    Extension,
    Pause,
    StepCode,
    Term,
    Unit,
    derive,
    local_end_of_day,
)

OFFICE = Calendar((12, 7))
starts = st.dates(date(2025, 1, 1), date(2028, 12, 31))
amounts = st.integers(0, 120)
units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS])


@st.composite
def pauses_near(draw: st.DrawFn, start: date) -> list[Pause]:
    spans = draw(st.lists(st.tuples(st.integers(-20, 100), st.integers(0, 25)), max_size=4))
    return [Pause(start + timedelta(a), start + timedelta(a + n), f"hold {a}") for a, n in spans]


def counted_by_hand(amount: int, start: date, pauses: list[Pause], *, working: bool) -> date:
    """The slow truth: walk day by day, counting those that count."""
    on = start
    while amount:
        on += timedelta(days=1)
        paused = any(pause.from_on <= on < pause.to_on for pause in pauses)
        amount -= not paused and (not working or OFFICE.is_working_day(on))
    return on


@given(st.data(), starts, amounts, st.booleans())
def test_a_day_by_day_count_says_the_same(data: st.DataObject, start: date, amount: int, working: bool) -> None:
    pauses = data.draw(pauses_near(start))
    term = Term(amount, Unit.WORKING_DAYS if working else Unit.CALENDAR_DAYS)
    expected = counted_by_hand(amount, start, pauses, working=working)
    assert derive(term, start, OFFICE, pauses).due_on == expected


@given(st.data(), starts, amounts, units, st.sampled_from(Rolls))
def test_a_longer_term_never_ends_earlier(data: st.DataObject, start: date, n: int, unit: Unit, rule: Rolls) -> None:
    pauses = data.draw(pauses_near(start))
    shorter = derive(Term(n, unit, rule), start, OFFICE, pauses).due_on
    assert start <= shorter <= derive(Term(n + 1, unit, rule), start, OFFICE, pauses).due_on


@given(starts, st.integers(1, 120), st.integers(1, 40), st.data())
def test_a_pause_of_k_days_inside_moves_the_end_by_k_days(start: date, n: int, k: int, data: st.DataObject) -> None:
    begins = start + timedelta(days=data.draw(st.integers(1, n)))
    term = Term(n, Unit.CALENDAR_DAYS)
    paused = derive(term, start, OFFICE, [Pause(begins, begins + timedelta(days=k))])
    assert paused.due_on == derive(term, start, OFFICE).due_on + timedelta(days=k)
    assert [step.code for step in paused.steps] == [StepCode.COUNTED, StepCode.PAUSED]
    assert paused.steps[1].params["days"] == k


@given(st.data(), starts, amounts, units, st.sampled_from(Rolls))
def test_pauses_may_come_in_any_order_and_twice(
    data: st.DataObject, start: date, n: int, unit: Unit, rule: Rolls
) -> None:
    pauses = data.draw(pauses_near(start))
    shuffled = data.draw(st.permutations(pauses + pauses))
    term = Term(n, unit, rule)
    assert derive(term, start, OFFICE, pauses) == derive(term, start, OFFICE, shuffled)


@given(st.data(), starts, st.integers(1, 120), units, st.sampled_from(Rolls))
def test_a_term_never_ends_on_a_paused_day(data: st.DataObject, start: date, n: int, unit: Unit, rule: Rolls) -> None:
    pauses = data.draw(pauses_near(start))
    due = derive(Term(n, unit, rule), start, OFFICE, pauses).due_on
    assert not any(pause.from_on <= due < pause.to_on for pause in pauses)


@given(starts, st.integers(0, 60), st.integers(0, 60), units)
def test_an_extension_in_the_same_unit_is_a_longer_term(start: date, n: int, more: int, unit: Unit) -> None:
    extended = derive(Term(n, unit), start, OFFICE, (), [Extension(more, unit, "agreed")])
    assert extended.due_on == derive(Term(n + more, unit), start, OFFICE).due_on
    assert extended.steps[-1].code is StepCode.EXTENDED


@given(st.data(), starts, amounts, units, st.sampled_from(Rolls))
def test_the_last_step_reaches_the_last_day(data: st.DataObject, start: date, n: int, unit: Unit, rule: Rolls) -> None:
    found = derive(Term(n, unit, rule), start, OFFICE, data.draw(pauses_near(start)))
    assert found.steps[-1].params["reached"] == found.due_on


def test_the_explanation_reads_as_a_person_would_say_it() -> None:
    pauses = [Pause(date(2026, 2, 20), date(2026, 2, 24), "waiting for documents")]
    found = derive(
        Term(30, Unit.CALENDAR_DAYS, Rolls.NEXT_WORKING_DAY),
        date(2026, 2, 16),
        OFFICE,
        pauses,
    )
    counted, paused, rolled = found.steps
    assert counted.params == {
        "amount": 30,
        "unit": "calendar_days",
        "start": date(2026, 2, 16),
        "reached": date(2026, 3, 18),
    }
    assert (paused.params["days"], paused.params["reasons"]) == (
        4,
        ("waiting for documents",),
    )
    assert paused.params["reached"] == rolled.params["from"] == date(2026, 3, 22)
    assert (rolled.code, rolled.params["why"], rolled.params["reached"]) == (
        StepCode.ROLLED,
        "sunday",
        found.due_on,
    )


def test_a_pause_that_changes_nothing_is_told_too() -> None:
    late = Pause(date(2026, 5, 1), date(2026, 5, 9), "late")
    found = derive(Term(5, Unit.CALENDAR_DAYS), date(2026, 2, 16), OFFICE, [late])
    assert found.steps[-1].code is StepCode.PAUSE_IGNORED
    assert found.steps[-1].params["reasons"] == ("late",)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Term(-1, Unit.MONTHS), "deadline.negative"),
        (lambda: Extension(-1, Unit.MONTHS, ""), "deadline.negative"),
        (
            lambda: Pause(date(2026, 1, 2), date(2026, 1, 1)),
            "deadline.pause_ends_before_it_starts",
        ),
        (
            lambda: derive(Term(2, Unit.HOURS), date(2026, 1, 1), OFFICE),
            "deadline.unit",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(make: object, code: str) -> None:
    assert callable(make)
    with pytest.raises(DeadlineError) as caught:
        make()
    assert caught.value.code == code
    assert "{" not in str(caught.value)


def test_extensions_stay_within_the_legal_maximum_together() -> None:
    within = Extension(1, Unit.MONTHS, "complex", legal_maximum=2)
    other = Extension(20, Unit.CALENDAR_DAYS, "agreed")
    term = Term(1, Unit.MONTHS)
    assert derive(term, date(2026, 1, 15), OFFICE, (), [within, within, other]).due_on == date(2026, 5, 5)
    with pytest.raises(DeadlineError, match="at most 2 months more, not 3"):
        derive(term, date(2026, 1, 15), OFFICE, (), [within, within, within])


@pytest.mark.parametrize(
    ("on", "instant"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_rome_even_when_the_clocks_change(on: date, instant: datetime) -> None:
    assert local_end_of_day(on, ROME) == instant
