"""One move, beside the floor of the ORM and a plain viewflow task in the same run."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.management.bench import paper
from cases.models import Case, CaseEvent, Dispatch, WorkItem
from cases.services.bulk import Job, Matter, open_many
from cases.services.transitions import perform
from cases.services.work import complete
from cases.stages.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from registry.actors import Actor
    from registry.models import Company

N = 2_000
ROUNDS = 4


def run(n: int) -> dict[str, Any]:
    """`n` moves of each kind, in rounds that alternate, the best round of each; statements of one step."""
    with paper.installed() as (company, actor):
        kinds: dict[str, Callable[[int], None]] = {
            "floor": _floor(_cases(company, actor, 200)),
            "viewflow": _viewflow,
            "perform": _perform(_cases(company, actor, 200), actor),
        }
        best = dict.fromkeys(kinds, 0.0)
        for _ in range(ROUNDS):
            for name, take in kinds.items():
                best[name] = max(best[name], _rate(take, n // ROUNDS))
        results: dict[str, Any] = {f"{name}_per_s": round(rate) for name, rate in best.items()}
        results["perform_over_viewflow"] = round(best["perform"] / best["viewflow"], 2)
        results["floor_over_perform"] = round(best["floor"] / best["perform"], 2)
        for name, take in kinds.items():
            results[f"{name}_statements"] = _statements(take)
        results["parallel_statements"] = _parallel(company, actor)
        return results


def _parallel(company: Company, actor: Actor) -> float:
    """Statements per step of a three-branch stage: entering it, three answers, leaving it."""
    person = paper.person(company)
    case = _cases(company, actor, 1)[0]
    with CaptureQueriesContext(connection) as captured:
        case = perform(case, "ask", _command(person, case)).case
        for item in WorkItem.objects.of(company).filter(case=case, ended_at__isnull=True, state="checked"):
            complete(item, "favourable", actor=person, now=paper.NOW)
        case = perform(case, "conclude", _command(person, case)).case
    return round(_counted(captured) / 5, 1)


def _rate(take: Callable[[int], None], n: int) -> float:
    start = perf_counter()
    take(n)
    return n / (perf_counter() - start)


def _statements(take: Callable[[int], None]) -> int:
    with CaptureQueriesContext(connection) as captured:
        take(1)
    return _counted(captured)


def _counted(captured: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)


def _cases(company: Company, actor: Actor, n: int) -> list[Case]:
    matters = [Matter(key=str(uuid4()), customer=None, inputs={}) for _ in range(n)]
    before = set(Case.objects.of(company).values_list("pk", flat=True))
    open_many(company, paper.process.code, matters, Job(key=uuid4(), actor=actor, now=paper.NOW))
    return list(Case.objects.of(company).exclude(pk__in=before))


def _floor(cases: Sequence[Case]) -> Callable[[int], None]:
    """Lock, update, history row, outbox row, through the ORM: what any honest transition costs."""
    serial = iter(range(10**9))

    def take(n: int) -> None:
        for _ in range(n):
            step = next(serial)
            chosen = cases[step % len(cases)]
            with transaction.atomic():
                case = Case.objects.of(chosen.company_id).select_for_update().get(pk=chosen.pk)
                case.move_to("second" if case.state == "first" else "first")
                case.seq += 1
                case.state_since = paper.NOW + timedelta(seconds=step)
                row = _row(case, step)
                row.save(force_insert=True)
                case.head_hash = row.hash
                case.save(update_fields=("state", "state_since", "seq", "head_hash"))
                _owed(case, row, step).save(force_insert=True)

    return take


def _row(case: Case, step: int) -> CaseEvent:
    return CaseEvent(
        company_id=case.company_id,
        case=case,
        seq=case.seq,
        kind="floor",
        actor_name="floor",
        origin="bulk",
        occurred_at=paper.NOW,
        recorded_at=paper.NOW,
        body="{}",
        hash=f"{step:064d}",
        to_state=case.state,
    )


def _owed(case: Case, event: CaseEvent, step: int) -> Dispatch:
    return Dispatch(
        company_id=case.company_id,
        consumer="floor",
        topic="floor",
        ordering_key=case.number,
        source=f"floor:{step}:{case.pk}",
        event=event,
        created_at=paper.NOW,
        next_try_at=paper.NOW,
    )


def _viewflow(n: int) -> None:
    """The same step as a plain viewflow task: assign it, execute it, the next one opens."""
    with transaction.atomic():
        task = Reference.begin()
    for _ in range(n):
        with transaction.atomic():
            task = Reference.step(task)


def _perform(cases: Sequence[Case], actor: Actor) -> Callable[[int], None]:
    """The one door: lock, facts, three guards, move, journal, dispatch, clock, work item."""
    known = list(cases)
    serial = iter(range(10**9))

    def take(n: int) -> None:
        for _ in range(n):
            position = next(serial) % len(known)
            case = known[position]
            code = "forward" if case.state == "first" else "back"
            known[position] = perform(case, code, _command(actor, case)).case

    return take


def _command(actor: Actor, case: Case) -> Any:
    command = paper.command(actor)
    return type(command)(
        actor=command.actor,
        now=command.now,
        command_id=command.command_id,
        version=case.version,
        inputs=command.inputs,
        origin=command.origin,
    )
