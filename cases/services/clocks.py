"""Step 7 of a move: clocks of the state left stop, clocks of the state entered start."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case as Choice
from django.db.models import Value, When

from cases.models import Deadline
from cases.rules.calendars import Calendar, Rolls
from cases.rules.chain import plain
from cases.rules.days import ROME, day_of
from cases.rules.deadlines import Derivation, Term, Unit, derive, local_end_of_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cases.definition import Clock, Process
    from cases.models import Case
    from registry.models import Company

RUNNING = (Deadline.RUNNING, Deadline.PAUSED)


def moved(case: Case, left: str, now: datetime) -> Deadline | None:
    """Stop the clocks that do not run in the present state and start those that did not run in the state left.

    Returns the nearest deadline started, for the work that begins.
    """
    stopping, starting = change(case.process, left, case.state)
    if stopping:
        stop([case], stopping, now)
    return start(case, starting, now)


def change(process: Process, left: str, entered: str) -> tuple[list[str], list[Clock]]:
    """The codes of the clocks that stop and the clocks that start when a case goes from one state to another."""
    stopping = [clock.code for clock in process.clocks if left and clock.runs_in(left) and not clock.runs_in(entered)]
    starting = [clock for clock in process.clocks if clock.runs_in(entered) and not (left and clock.runs_in(left))]
    return stopping, starting


def stop(cases: Sequence[Case], codes: Sequence[str], now: datetime) -> None:
    """End running clocks in one statement: met in time, or expired when the due instant has passed."""
    running = Deadline.objects.of(cases[0].company_id).filter(
        case_id__in=[case.pk for case in cases], clock__in=codes, status__in=RUNNING
    )
    ended = Choice(
        When(status=Deadline.RUNNING, due_at__lt=now, then=Value(Deadline.EXPIRED)), default=Value(Deadline.MET)
    )
    running.update(status=ended, ended_at=now, next_action_at=None)


def start(case: Case, clocks: Sequence[Clock], now: datetime) -> Deadline | None:
    """Start clocks in one statement; returns the one due first."""
    rows = [deadline_for(case, clock, now) for clock in clocks]
    if rows:
        Deadline.objects.bulk_create(rows)
    return min(rows, key=lambda row: row.due_at, default=None)


def deadline_for(case: Case, clock: Clock, now: datetime) -> Deadline:
    """The unsaved deadline of a clock that starts now, or on the day the dossier says."""
    started_on = (clock.starts(case.dossier) if clock.starts else None) or day_of(now)
    deadline = Deadline(
        company_id=case.company_id, case=case, clock=clock.code, state=case.state, started_on=started_on
    )
    settle(deadline, clock, derive(term_of(clock), started_on, calendar_of(case.company)))
    return deadline


def settle(deadline: Deadline, clock: Clock, derivation: Derivation) -> None:
    """Write a derivation into its row: the day, the instant, the steps shown, and when the tick looks again."""
    deadline.due_on = derivation.due_on
    deadline.due_at = local_end_of_day(derivation.due_on, ROME)
    deadline.derivation = [{"code": step.code.value, **plain(step.params)} for step in derivation.steps]
    deadline.next_action_at = next_action(deadline, clock)


def next_action(deadline: Deadline, clock: Clock) -> datetime:
    """The start of the next reminder day not yet reminded, else the first second after the due instant."""
    days = [deadline.due_on - timedelta(days=n) for n in (*clock.remind, 0) if n not in deadline.reminded]
    reminders = [start_of_day(day) for day in days if clock.remind]
    return min([*reminders, deadline.due_at + timedelta(seconds=1)])


def start_of_day(on: date) -> datetime:
    """The UTC instant at which a day begins in Rome."""
    return local_end_of_day(on - timedelta(days=1), ROME) + timedelta(seconds=1)


def term_of(clock: Clock) -> Term:
    """A clock's declared term."""
    amounts = (
        (clock.calendar_days, Unit.CALENDAR_DAYS),
        (clock.working_days, Unit.WORKING_DAYS),
        (clock.months, Unit.MONTHS),
    )
    amount, unit = next((amount, unit) for amount, unit in amounts if amount is not None)
    return Term(amount=amount, unit=unit, rolls=Rolls(clock.rolls))


def calendar_of(company: Company) -> Calendar:
    """The calendar of the company's office: national holidays and its patron saint."""
    month, _, day = company.patron_saint.partition("-")
    return Calendar(patron=(int(month), int(day)) if day else None)
