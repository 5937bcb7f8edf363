from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.days import ROME
from cases.rules.deadlines import DeadlineError, Term, Unit
from cases.rules.hours import TimedPause, derive_hours

START = datetime(2026, 10, 24, 12, 0, tzinfo=ROME)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (START, datetime(2026, 10, 25, 11, 0, tzinfo=ROME)),
        (
            datetime(2027, 3, 27, 12, 0, tzinfo=ROME),
            datetime(2027, 3, 28, 13, 0, tzinfo=ROME),
        ),
    ],
)
def test_a_day_of_hours_lasts_24_hours_when_the_clocks_change(start: datetime, end: datetime) -> None:
    assert derive_hours(Term(24, Unit.HOURS), start).due_at == end.astimezone(UTC)


@given(
    st.lists(st.tuples(st.integers(-30, 90), st.integers(0, 30)), max_size=5),
    st.integers(0, 72),
)
def test_hours_are_counted_as_by_hand(spans: list[tuple[int, int]], amount: int) -> None:
    start = START.astimezone(UTC)
    pauses = [TimedPause(start + timedelta(hours=a), start + timedelta(hours=a + n), "hold") for a, n in spans]
    at, left = start, amount
    while left:
        left -= not any(pause.from_at <= at < pause.to_at for pause in pauses)
        at += timedelta(hours=1)
    found = derive_hours(Term(amount, Unit.HOURS), start, pauses)
    assert found.due_at == at
    assert found.steps[-1].params["reached"] == at


def test_days_are_not_hours() -> None:
    with pytest.raises(DeadlineError, match="cannot be counted"):
        derive_hours(Term(1, Unit.MONTHS), START)
    with pytest.raises(DeadlineError, match="ends before"):
        TimedPause(START, START - timedelta(hours=1))
