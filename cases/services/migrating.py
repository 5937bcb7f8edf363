"""From one version of a process to the next: which cases stay, which move, which are stuck; then journaled moves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from cases.models import Case
from cases.outbox import nudge
from cases.services import locking, migrating_rows
from cases.services.bulk import chunks
from cases.services.errors import NotPermitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from cases.definition import Process
    from registry.actors import Actor
    from registry.models import Company
    from registry.scoping import ScopedQuerySet

DUTY: Final = "admin.configure"
BATCH: Final = 2_000
PRESENT, STAYS, MOVES, STUCK = "present", "stays", "moves", "stuck"
UNKNOWN_STATE: Final = "the state is unknown to this version, and the mapping does not name it"
WOULD_OPEN: Final = "the case is closed, and would be open again"
NOT_ENDED: Final = "the case is open in a state that is final now: map it to another"
CLOSED: Final = ExpressionWrapper(Q(closed_at__isnull=False), output_field=BooleanField())


class PlanWrong(Exception):
    """The mapping does not fit the process; `problems` names every place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of states: old code -> code of the present version, and why."""

    process: Process
    states: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def verdict(self, state: str, version: int, *, closed: bool) -> tuple[str, str, str]:
        """(present, stays, moves or stuck; the state it is in afterwards; why it is stuck)."""
        target = self.states.get(state, state)
        if target not in self.process.states.values:
            return STUCK, state, UNKNOWN_STATE
        if closed and target not in self.process.final:
            return STUCK, state, WOULD_OPEN
        if not closed and target == state and state in self.process.final:
            return STUCK, state, NOT_ENDED
        if target != state:
            return MOVES, target, ""
        return (PRESENT if version == self.process.version else STAYS), state, ""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one state and version, open or closed, and what becomes of them."""

    state: str
    version: int
    closed: bool
    count: int
    verdict: str
    target: str
    why: str


def read_plan(path: Path | None, process: Process) -> Plan:
    """The plan of a file, or the one that moves nothing. Raises PlanWrong with every problem."""
    if path is None:
        return Plan(process=process)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanWrong([f"{path.name} cannot be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanWrong([f"{path.name} is no TOML: {error}"]) from error
    states = told.get("states", {})
    problems = [*_problems(told, states, process)]
    if problems:
        raise PlanWrong(problems)
    return Plan(process=process, states=states, reason=str(told.get("reason", "")))


def _problems(told: Mapping[str, object], states: object, process: Process) -> Iterator[str]:
    yield from (
        f"“{name}” is not known; a mapping has reason and [states]" for name in told.keys() - {"reason", "states"}
    )
    if not isinstance(states, dict):
        yield "[states] is a table: old = “new”"
        return
    for old, new in states.items():
        if new not in process.states.values:
            yield f"[states] {old}: version {process.version} of {process.code} has no state “{new}”"
        if new in states:
            yield f"[states] {old}: “{new}” is moved on itself; name the last state, so that a second run moves nothing"


def preview(plan: Plan, company: Company) -> list[Group]:
    """What would become of the cases of a company, by state, version, and whether they are closed."""
    counted = (
        _cases(plan, company)
        .annotate(closed=CLOSED)
        .values_list("state", "process_version", "closed")
        .annotate(count=Count("pk"))
        .order_by("process_version", "state", "closed")
    )
    return [
        Group(state, version, closed, count, *plan.verdict(state, version, closed=closed))
        for state, version, closed, count in counted
    ]


def _cases(plan: Plan, company: Company) -> ScopedQuerySet[Case]:
    return Case.objects.of(company).filter(process_code=plan.process.code)


def migrate(plan: Plan, company: Company, *, actor: Actor, now: datetime, batch: int = BATCH) -> dict[str, int]:
    """Carry out a plan, a batch in a transaction; a second run goes on where the first stopped.

    Returns how many stayed and moved. Stuck cases are left as they are. Raises NotPermitted.
    """
    if actor.company_id != company.pk or not actor.has(DUTY):
        raise NotPermitted(DUTY)
    done = {STAYS: 0, MOVES: 0}
    for group in preview(plan, company):
        if group.verdict not in done:
            continue
        found = _cases(plan, company).filter(state=group.state, process_version=group.version)
        ids = list(found.filter(closed_at__isnull=not group.closed).order_by("pk").values_list("pk", flat=True))
        for chunk in chunks(ids, batch):
            done[group.verdict] += _batch(plan, group, company, list(chunk), actor, now)
    return done


def _batch(plan: Plan, group: Group, company: Company, ids: list[int], actor: Actor, now: datetime) -> int:
    """One batch, as the cases are under the lock: who moved meanwhile is left to the next run."""
    with transaction.atomic():
        locked = locking.lock_many(plan.process, company, ids)
        cases = [
            case
            for case in locked
            if (case.state, case.process_version, not case.is_open) == (group.state, group.version, group.closed)
        ]
        if cases and migrating_rows.save(plan.process, cases, group.target, plan.reason, actor=actor, now=now):
            transaction.on_commit(nudge.relay)
    return len(cases)
