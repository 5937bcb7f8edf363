"""A running deadline: derived anew after a pause, lengthened with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cases.models import Deadline, Hold, WorkItem
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.rules.deadlines import DeadlineError, Extension, Pause, Unit, derive, rested
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.clocks import settle, term_kept
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from cases.definition import Clock
    from cases.models import Case
    from registry.actors import Actor

DUTY = "cases.extend"
"""Product-wide duty: lengthen a term, within its legal maximum."""
STATUSES = (Deadline.RUNNING, Deadline.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """A prolongation: so many units, and why."""

    amount: int
    unit: Unit
    reason: str


def running(case: Case) -> list[Deadline]:
    """The deadlines of a case that have not ended."""
    return list(Deadline.objects.of(case.company_id).filter(case=case, status__in=STATUSES).order_by("due_at"))


def clock_of(case: Case, deadline: Deadline) -> Clock:
    """The declaration a deadline follows. Raises StopIteration when this version has no such clock."""
    return next(clock for clock in case.process.clocks if clock.code == deadline.clock)


def rederive(case: Case, deadline: Deadline, *, on: date) -> None:
    """Find the due day again from the start, with every pause and extension; `on` closes a hold still active."""
    clock = clock_of(case, deadline)
    holds = Hold.objects.of(case.company_id).filter(case=case).order_by("from_on")
    pauses = [
        Pause(from_on=hold.from_on, to_on=max(hold.ended_on or on, hold.from_on), reason=hold.reason)
        for hold in holds
        if not hold.covers or deadline.clock in hold.covers
    ]
    term, source = term_kept(deadline, clock)
    calendar = rulebook(case.company_id, case.process_code, on).calendar(case.company, clock)
    derivation = derive(term, deadline.started_on, calendar, pauses, extensions_of(deadline, clock))
    settle(deadline, clock, rested(derivation, day_of(case.state_since), clock.rests), source)
    deadline.save()
    items = WorkItem.objects.of(case.company_id).filter(case=case, state=case.state, ended_at__isnull=True)
    items.update(due_at=min(each.due_at for each in running(case)))


def extensions_of(deadline: Deadline, clock: Clock) -> list[Extension]:
    """The prolongations kept on the row, bounded by the clock's legal maximum."""
    return [
        Extension(row["amount"], Unit(row["unit"]), row["reason"], legal_maximum=clock.maximum_extension_days)
        for row in deadline.extensions
    ]


def extend(deadline: Deadline, more: More, *, actor: Actor, now: datetime) -> Deadline:
    """Lengthen a running term, with a reason that is kept and shown.

    Raises NotPermitted, Refused (no reason, ended, or over the legal maximum).
    """
    if actor.company_id != deadline.company_id or not actor.has(DUTY):
        raise NotPermitted(DUTY)
    with transaction.atomic():
        case = locking.lock(deadline.case)
        deadline = Deadline.objects.of(case.company_id).get(pk=deadline.pk)
        _refuse(deadline, more)
        deadline.extensions = [
            *deadline.extensions,
            {"amount": more.amount, "unit": more.unit.value, "reason": more.reason.strip(), "by": actor.name},
        ]
        try:
            rederive(case, deadline, on=day_of(now))
        except DeadlineError as error:
            raise Refused([Refusal(error.code, error.template, params=error.params)]) from error
        if deadline.status == Deadline.PAUSED:
            deadline.next_action_at = None
            deadline.save(update_fields=["next_action_at"])
        _write(case, deadline, more, actor, now)
    return deadline


def _refuse(deadline: Deadline, more: More) -> None:
    refusals = []
    if deadline.status not in STATUSES:
        refusals.append(Refusal("deadline_ended", N_("This term has ended already."), hint=N_("Reload the page.")))
    if clock_of(deadline.case, deadline).ends is not None:
        refusals.append(Refusal("deadline_on_a_date", N_("This term ends on a date and cannot be extended.")))
    if not more.reason.strip():
        refusals.append(Refusal("reason_missing", N_("The reason of the extension is missing.")))
    if more.amount < 1:
        refusals.append(Refusal("extension_too_short", N_("An extension is at least one day.")))
    if refusals:
        raise Refused(refusals)


def _write(case: Case, deadline: Deadline, more: More, actor: Actor, now: datetime) -> None:
    matter = {
        "clock": deadline.clock,
        "amount": more.amount,
        "unit": more.unit.value,
        "due": {deadline.clock: deadline.due_on},
        "inputs": {"reason": more.reason.strip()},
    }
    entry = journal.Entry(kind="deadline.extended", actor=actor, now=now, matter=matter)
    journal.append(case, entry)
    case.save(update_fields=("seq", "head_hash"))
