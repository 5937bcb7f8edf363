"""Terms in hours: elapsed time between instants, so that a night with 23 or 25 hours counts as it lasted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cases.rules.terms import DeadlineError, Step, StepCode, Term, Unit


@dataclass(frozen=True, slots=True)
class TimedPause:
    """Time that does not count, between two aware instants; `to_at` counts again."""

    from_at: datetime
    to_at: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        if self.to_at < self.from_at:
            code = "deadline.pause_ends_before_it_starts"
            raise DeadlineError(code, from_on=self.from_at, to_on=self.to_at)


@dataclass(frozen=True, slots=True)
class TimedDerivation:
    """The instant a term in hours ends, in UTC, and how it was found."""

    due_at: datetime
    steps: tuple[Step, ...]


def _apart(pauses: Iterable[TimedPause]) -> list[TimedPause]:
    """The pauses in order of time, each cut where the ones before it have already stopped the clock."""
    ordered = sorted(pauses, key=lambda pause: (pause.from_at, pause.to_at, pause.reason))
    reach = [datetime.min.replace(tzinfo=UTC)]
    for pause in ordered:
        reach.append(max(reach[-1], pause.to_at))
    cut = zip(ordered, pairwise(reach), strict=True)
    return [TimedPause(max(p.from_at, before), after, p.reason) for p, (before, after) in cut if after > before]


def derive_hours(term: Term, start_at: datetime, pauses: Iterable[TimedPause] = ()) -> TimedDerivation:
    """The end of a term in hours that starts at an aware instant; day rules (rolling) do not apply.

    Steps: `counted` (amount, unit, start) and `paused` (length, from_at, to_at, reasons), each with `reached`.
    Raises DeadlineError for a term in another unit.
    """
    if term.unit is not Unit.HOURS:
        raise DeadlineError("deadline.unit", unit=term.unit.value)
    start = start_at.astimezone(UTC)
    due = start + timedelta(hours=term.amount)
    steps = [
        Step(
            StepCode.COUNTED,
            {"amount": term.amount, "unit": "hours", "start": start, "reached": due},
        )
    ]
    for pause in _apart(pauses):
        since = max(pause.from_at.astimezone(UTC), start)
        if since < due and pause.to_at > since:
            length = pause.to_at - since
            due += length
            times = {
                "from_at": since,
                "to_at": pause.to_at.astimezone(UTC),
                "reasons": (pause.reason,),
            }
            steps.append(Step(StepCode.PAUSED, {"length": length, **times, "reached": due}))
    return TimedDerivation(due, tuple(steps))
