"""Step 7 of a move: clocks of the state left stop, clocks of the state entered start."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Choice
from django.db.models import Value, When

from cases.models import Deadline, kept
from cases.models.writing import add
from cases.queries.rulebook import Rulebook, declared_term, term_of_version
from cases.rules.chain import plain
from cases.rules.days import ROME, day_of
from cases.rules.deadlines import Derivation, Term, derive, local_end_of_day, rested
from cases.services.rows import OneOf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.definition import Clock, Process
    from cases.models import Case
    from registry.scoping import ScopedQuerySet

    Change = tuple[ScopedQuerySet[Deadline], dict[str, Any]]

DECLARED = Rulebook()
RUNNING = (Deadline.RUNNING, Deadline.PAUSED)


def moved(case: Case, left: str, now: datetime, rules: Rulebook) -> Deadline | None:
    """Stop the clocks that do not run in the present state and start those that did not run in the state left.

    Returns the nearest deadline started, for the work that begins.
    """
    stopping, starting = change(case.process, left, case.state)
    if stopping:
        stop([case], stopping, now)
    return start(case, starting, now, rules)


def change(process: Process, left: str, entered: str) -> tuple[list[str], list[Clock]]:
    """The codes of the clocks that stop and the clocks that start when a case goes from one state to another."""
    stopping = [clock.code for clock in process.clocks if left and clock.runs_in(left) and not clock.runs_in(entered)]
    starting = [clock for clock in process.clocks if clock.runs_in(entered) and not (left and clock.runs_in(left))]
    return stopping, starting


def stop(cases: Sequence[Case], codes: Sequence[str], now: datetime) -> None:
    """End running clocks in one statement: met in time, or expired when the due instant has passed."""
    if len(cases) == 1:
        kept.update(_one, tuple(codes), company=cases[0].company_id, case=cases[0].pk, now=now)
        return
    deadlines = Deadline.objects.of(cases[0].company_id).filter(OneOf("case_id", [case.pk for case in cases]))
    running, changes = _stopping(deadlines, codes, now)
    running.update(**changes)


def _one(codes: Sequence[str]) -> Change:
    deadlines = Deadline.objects.of(kept.COMPANY).filter(case_id=kept.Given("case"))
    return _stopping(deadlines, codes, kept.Given("now"))


def _stopping(deadlines: ScopedQuerySet[Deadline], codes: Sequence[str], now: Any) -> Change:
    late = When(status=Deadline.RUNNING, due_at__lt=now, then=Value(Deadline.EXPIRED))
    changes = {"status": Choice(late, default=Value(Deadline.MET)), "ended_at": now, "next_action_at": None}
    return deadlines.filter(clock__in=codes, status__in=RUNNING), changes


def start(case: Case, clocks: Sequence[Clock], now: datetime, rules: Rulebook) -> Deadline | None:
    """Start clocks in one statement; returns the one due first."""
    rows = [deadline_for(case, clock, now, rules) for clock in clocks if begins(case, clock)]
    if rows:
        add(rows)
    return min(rows, key=lambda row: row.due_at, default=None)


def begins(case: Case, clock: Clock) -> bool:
    """Whether a clock has a last day to run to: one that ends on a date needs the dossier to name it."""
    return clock.ends is None or clock.ends(case.dossier) is not None


def deadline_for(case: Case, clock: Clock, now: datetime, rules: Rulebook = DECLARED) -> Deadline:
    """The unsaved deadline of a clock that starts now, or on the day the dossier says.

    `rules` are the company's: a published term goes before the declared one, and its version is in the derivation.
    """
    started_on = (clock.starts(case.dossier) if clock.starts else None) or day_of(now)
    deadline = Deadline(
        company_id=case.company_id, case=case, clock=clock.code, state=case.state, started_on=started_on
    )
    last_day = clock.ends(case.dossier) if clock.ends else None
    if last_day is not None:
        settle(deadline, clock, rested(Derivation(last_day, ()), day_of(now), clock.rests), {})
        return deadline
    derivation = derive(rules.term(clock), started_on, rules.calendar(case.company, clock))
    settle(deadline, clock, rested(derivation, day_of(now), clock.rests), rules.source_of(clock))
    return deadline


def settle(deadline: Deadline, clock: Clock, derivation: Derivation, source: Mapping[str, object]) -> None:
    """Write a derivation into its row: the day, the instant, the steps shown, and when the tick looks again.

    `source` is the policy version the term comes from; empty for the declared term. The first step names it.
    """
    deadline.due_on = derivation.due_on
    deadline.due_at = local_end_of_day(derivation.due_on, ROME)
    deadline.derivation = [{"code": step.code.value, **plain(step.params)} for step in derivation.steps]
    if source:
        deadline.derivation[0] |= {"policy": dict(source)}
    deadline.next_action_at = next_action(deadline, clock)


def next_action(deadline: Deadline, clock: Clock) -> datetime:
    """The start of the next reminder day not yet reminded, else the first second after the due instant."""
    remind = reminders(deadline, clock)
    days = [deadline.due_on - timedelta(days=n) for n in remind if n not in deadline.reminded]
    return min([*map(start_of_day, days), deadline.due_at + timedelta(seconds=1)])


def reminders(deadline: Deadline, clock: Clock) -> tuple[int, ...]:
    """How many days before the last one people are reminded, and on the day itself; none where none is asked for.

    As the policy said under which the deadline started; where it says nothing, as the process declares.
    """
    first: Mapping[str, Any] = (deadline.derivation or [{}])[0]
    days = tuple(first.get("policy", {}).get("remind", clock.remind))
    return (*days, 0) if days else ()


def start_of_day(on: date) -> datetime:
    """The UTC instant at which a day begins in Rome."""
    return local_end_of_day(on - timedelta(days=1), ROME) + timedelta(seconds=1)


def term_kept(deadline: Deadline, clock: Clock) -> tuple[Term, Mapping[str, object]]:
    """The term a deadline started under and its policy version: a later publication changes no running term."""
    source: Mapping[str, object] = (deadline.derivation or [{}])[0].get("policy", {})
    version_id = source.get("version_id")
    return (term_of_version(version_id) if isinstance(version_id, int) else declared_term(clock)), source
