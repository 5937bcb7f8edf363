"""After a correction: terms that run from a date of the dossier are derived anew, and the new derivation shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import Deadline
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.rules.deadlines import Derivation
from cases.services import clocks
from cases.services.deadlines import rederive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from cases.definition import Clock
    from cases.models import Case


def restarted(case: Case, now: datetime) -> Iterator[dict[str, Any]]:
    """Derive anew each term of the present state that depends on the corrected dossier; what changed, for the journal.

    A term that had expired runs again when, rightly counted, it is not over yet.
    """
    if not case.is_open:
        return
    for clock in case.process.clocks:
        if clock.runs_in(case.state) and (clock.starts or clock.ends):
            yield from _restarted(case, clock, now)


def _restarted(case: Case, clock: Clock, now: datetime) -> Iterator[dict[str, Any]]:
    rows = Deadline.objects.of(case.company_id).filter(case=case, clock=clock.code).order_by("-pk")
    latest = rows.first()
    if not clocks.begins(case, clock):
        return
    if latest is None or latest.status not in clocks.RUNNING:
        yield from _again(case, clock, latest, now)
        return
    right = clocks.deadline_for(case, clock, case.state_since)
    if (right.started_on, clock.ends) == (latest.started_on, None):
        return
    was = latest.due_on
    if clock.ends is not None:
        _settle_on(latest, clock, right.due_on)
    else:
        _rederived(case, latest, right.started_on, now)
    if latest.due_on != was or clock.ends is None:
        yield _told(clock, was, latest)


def _again(case: Case, clock: Clock, ended: Deadline | None, now: datetime) -> Iterator[dict[str, Any]]:
    """A new deadline where there was none, or where the one that expired was counted from a wrong day."""
    rules = rulebook(case.company_id, case.process_code, day_of(case.state_since))
    fresh = clocks.deadline_for(case, clock, case.state_since, rules)
    if ended is not None and (ended.status != Deadline.EXPIRED or fresh.due_at <= now):
        return
    fresh.save(force_insert=True)
    if clock.ends is None:
        rederive(case, fresh, on=day_of(now))
    yield _told(clock, ended.due_on if ended else None, fresh)


def _rederived(case: Case, deadline: Deadline, started_on: date, now: datetime) -> None:
    deadline.started_on = started_on
    deadline.reminded = []
    rederive(case, deadline, on=day_of(now))
    if deadline.status == Deadline.PAUSED:
        deadline.next_action_at = None
        deadline.save(update_fields=["next_action_at"])


def _settle_on(deadline: Deadline, clock: Clock, due_on: date) -> None:
    if due_on != deadline.due_on:
        deadline.reminded = []
        clocks.settle(deadline, clock, Derivation(due_on, ()), {})
        deadline.save()


def _told(clock: Clock, was: date | None, deadline: Deadline) -> dict[str, Any]:
    return {"clock": clock.code, "was": was, "due": deadline.due_on, "derivation": deadline.derivation}
