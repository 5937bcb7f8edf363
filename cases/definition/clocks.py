"""By when: declared per process, kept as Deadline rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from django.utils.functional import _StrPromise

ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that starts when its state is entered and stops when the state is left.

    Exactly one of calendar_days, working_days, months and ends is given; a published policy row
    "clocks/<code>" overrides a figure from its day on.

    then       what happens on expiry: a transition of the process, or "escalate" (the case is marked late and
               the work returns to the queue of its head)
    done_by    the refusals of that transition which say that what it does is under way already: then the term is met
    starts     reads the day the term runs from (from the dossier); the day of entry when None
    ends       reads the last day from the dossier, where a date and no count ends the term: no hold stops it, nobody
               extends it; a dossier that names none has no deadline
    tells      the duty of those to remind when nobody has work on the case
    remind     days before the due day on which the people concerned are reminded
    rolls      what an end on a closed day does: "none", "next_non_holiday" (art. 2963 c.c.) or
               "next_working_day" (art. 155 c.p.c.)
    rests      days that the case stays in the state at least before the term ends, whatever the dossier says: after
               days on which the worker was down, or for a case opened late, steps counted from one day in the past
               come one after the other and never two on one day; only for a clock of one state
    maximum_extension_days  the longest prolongation that the law or the policy allows; None: no limit
    by_law   the term is set by law: the office's own closing days do not lengthen it
    """

    code: str
    states: str | tuple[str, ...]
    label: str | _StrPromise = ""
    calendar_days: int | None = None
    working_days: int | None = None
    months: int | None = None
    then: str = ESCALATE
    done_by: frozenset[str] = frozenset()
    starts: Callable[[Any], date | None] | None = None
    ends: Callable[[Any], date | None] | None = None
    tells: str = ""
    remind: tuple[int, ...] = ()
    rolls: str = "none"
    rests: int = 0
    maximum_extension_days: int | None = None
    source: str = ""
    by_law: bool = False

    def runs_in(self, state: str) -> bool:
        """Whether this clock runs while a case is in `state`."""
        return state == self.states if isinstance(self.states, str) else state in self.states
