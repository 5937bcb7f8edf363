"""What time does by itself: reminders, expiries, holds that end. Called by the daily and the minute tick alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from structlog import get_logger

from cases.definition.clocks import ESCALATE
from cases.models import Deadline, Hold
from cases.rules.chain import plain
from cases.rules.days import day_of
from cases.services import holds, journal, locking, notices
from cases.services.clocks import next_action, reminders
from cases.services.deadlines import clock_of
from cases.services.errors import Refused
from cases.services.judgement import verdicts
from cases.services.machine import machine
from cases.services.transitions import Command, perform

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cases.definition import Clock
    from cases.models import Case

log = get_logger()
Row = TypeVar("Row", Hold, Deadline)
REASON = "the clockwork serves every company"
PUT_OFF = timedelta(hours=1)


@dataclass(slots=True)
class Report:
    """What a tick did; `failed` rows were put off by an hour and logged."""

    reminded: int = 0
    expired: int = 0
    holds_ended: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def tick(now: datetime, at_most: int = 500) -> Report:
    """Serve everything that is due at `now`, oldest first, each row in its own transaction.

    A row that fails is put off by an hour, so that it stalls no other. Running it twice changes nothing more.
    """
    report = Report()
    ending = Hold.objects.across_companies(REASON).filter(status=Hold.ACTIVE, until_on__lte=day_of(now))
    for hold in ending.select_related("case").order_by("until_on", "id")[:at_most]:
        _guarded(_end_hold, hold, now, report)
    due = Deadline.objects.across_companies(REASON).filter(next_action_at__lte=now)
    for deadline in due.select_related("case").order_by("next_action_at", "id")[:at_most]:
        if not _guarded(_serve, deadline, now, report):
            Deadline.objects.of(deadline.company_id).filter(pk=deadline.pk).update(next_action_at=now + PUT_OFF)
    return report


def _guarded(serve: Callable[[Row, datetime, Report], None], row: Row, now: datetime, report: Report) -> bool:
    try:
        with transaction.atomic():
            serve(row, now, report)
    except Exception:
        report.failed += 1
        log.exception("clockwork_failed", row=type(row).__name__, id=row.pk)
        return False
    return True


def _end_hold(hold: Hold, now: datetime, report: Report) -> None:
    case = locking.lock(hold.case)
    fresh = Hold.objects.of(case.company_id).get(pk=hold.pk)
    if fresh.status != Hold.ACTIVE:
        return
    fresh.expire()
    holds.end(case, fresh, reason="", actor=machine(case.process, case.company_id), now=now, kind="hold.expired")
    notices.tell(case, [fresh.owner_id], kind="hold_expired", source=f"hold:{fresh.pk}", now=now)
    report.holds_ended += 1


def _serve(row: Deadline, now: datetime, report: Report) -> None:
    case = locking.lock(row.case)
    deadline = Deadline.objects.of(case.company_id).get(pk=row.pk)
    if deadline.next_action_at is None or deadline.next_action_at > now:
        return
    clock = clock_of(case, deadline)
    if deadline.due_at < now:
        if _is_done(case, clock, now):
            _meet(deadline, now)
            return
        _expire(case, deadline, clock, now)
        report.expired += 1
    else:
        _remind(case, deadline, clock, now)
        report.reminded += 1


def _is_done(case: Case, clock: Clock, now: datetime) -> bool:
    """Whether somebody did in time what the clock would do now: its step is refused for nothing else."""
    if not clock.done_by:
        return False
    judged = verdicts(case, machine(case.process, case.company_id), day_of(now))
    refusals = [each.refusals for each in judged if each.transition.code == clock.then]
    return any(refused and {each.code for each in refused} <= clock.done_by for refused in refusals)


def _meet(deadline: Deadline, now: datetime) -> None:
    deadline.meet()
    deadline.ended_at, deadline.next_action_at = now, None
    deadline.save()


def _remind(case: Case, deadline: Deadline, clock: Clock, now: datetime) -> None:
    """Tell the people at work once per reminder day; days missed while the worker was down are not made up for."""
    left = (deadline.due_on - day_of(now)).days
    passed = [days for days in reminders(deadline, clock) if days >= left]
    deadline.reminded = sorted({*deadline.reminded, *passed}, reverse=True)
    deadline.next_action_at = next_action(deadline, clock)
    deadline.save(update_fields=["reminded", "next_action_at"])
    params = {"clock": clock.code, "due_on": plain(deadline.due_on), "days": left}
    source = f"deadline:{deadline.pk}/{min(passed)}"
    notices.tell(
        case,
        notices.at_work(case, day_of(now), otherwise=clock.tells),
        kind="deadline_near",
        source=source,
        now=now,
        params=params,
    )


def _expire(case: Case, deadline: Deadline, clock: Clock, now: datetime) -> None:
    deadline.expire()
    deadline.ended_at, deadline.next_action_at = now, None
    deadline.save()
    matter = {"clock": clock.code, "due": {clock.code: deadline.due_on}}
    entry = journal.Entry(
        kind="deadline.expired",
        actor=machine(case.process, case.company_id),
        now=now,
        origin="timer",
        from_state=case.state,
        matter=matter,
    )
    journal.append(case, entry)
    case.save(update_fields=("seq", "head_hash"))
    params = {"clock": clock.code, "due_on": plain(deadline.due_on)}
    source = f"deadline:{deadline.pk}/expired"
    notices.tell(
        case,
        notices.at_work(case, day_of(now), otherwise=clock.tells),
        kind="deadline_expired",
        source=source,
        now=now,
        params=params,
    )
    if clock.then != ESCALATE:
        _act(case, deadline, clock, now)


def _act(case: Case, deadline: Deadline, clock: Clock, now: datetime) -> None:
    """Take the declared transition; what refuses it becomes work for a person."""
    command = Command(
        actor=machine(case.process, case.company_id),
        now=now,
        command_id=uuid5(NAMESPACE_OID, f"deadline:{deadline.pk}"),
        inputs={"reason": str(clock.label)},
        origin="timer",
    )
    try:
        with transaction.atomic():
            perform(case, clock.then, command)
    except Refused as refused:
        notices.open_work(case, step=f"clock.{clock.code}", refusals=refused.refusals, now=now)
