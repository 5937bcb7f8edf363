"""A check that judged what has been changed since counts no more: it is asked again, and the journal says so.

Which columns of a dossier a step judged is declared by the process (`Process.judged`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cases import stages
from cases.models import WorkItem
from cases.services import journal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from cases.models import Case
    from registry.actors import Actor

KIND: Final = "case.checks_voided"
OPEN: Final = (WorkItem.OPEN, WorkItem.TAKEN)


def judged(case: Case) -> dict[str, Any]:
    """The columns that steps judge, as they stand in the dossier in memory; no statement."""
    columns = {name: case.dossier._meta.get_field(name).attname for name in case.process.judged}
    return {name: getattr(case.dossier, attname) for name, attname in columns.items()}


def void(
    case: Case, before: Mapping[str, Any], *, actor: Actor, now: datetime, origin: str = "desk"
) -> tuple[str, ...]:
    """Let the outcomes of the steps that judged what differs from `before` count no more; the steps concerned.

    The case is locked, its dossier saved. Where the case is in the state of those steps they are asked again, the
    other branches going on as they were; elsewhere they are asked when it comes back there.
    """
    after = judged(case)
    changed = sorted(name for name, was in before.items() if was != after[name])
    concerned = {step for name in changed for step in case.process.judged[name]}
    return recall(case, concerned, changed, actor=actor, now=now, origin=origin)


def recall(
    case: Case, concerned: Collection[str], changed: Sequence[str], *, actor: Actor, now: datetime, origin: str = "desk"
) -> tuple[str, ...]:
    """Let the outcomes of these steps count no more, because of what was changed; the steps that had one.

    The case is locked. `changed` names what: columns of the dossier, or the kind of a document.
    """
    if not concerned:
        return ()
    ended = WorkItem.objects.of(case.company_id).filter(
        case=case, step__in=concerned, status=WorkItem.DONE, stage_task__isnull=False
    )
    found = list(ended.values_list("pk", "step", "state"))
    if not found:
        return ()
    ended.filter(pk__in=[pk for pk, *_ in found]).update(status=WorkItem.CANCELLED)
    steps = tuple(sorted({step for _, step, _ in found}))
    _journal(case, steps, changed, actor, now, origin)
    if case.state in {state for *_, state in found}:
        _ask_again(case, now)
    return steps


def _journal(
    case: Case, steps: Sequence[str], changed: Sequence[str], actor: Actor, now: datetime, origin: str
) -> None:
    matter = {"steps": list(steps), "columns": list(changed)}
    journal.append(case, journal.Entry(kind=KIND, actor=actor, now=now, origin=origin, matter=matter))
    case.save(update_fields=("seq", "head_hash"))


def _ask_again(case: Case, now: datetime) -> None:
    """Start the stage anew: what ended in favour is passed by, what somebody had taken stays his."""
    stage = case.process.stages[case.state]
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, state=case.state, status__in=OPEN)
    left = list(waiting)
    stages.cancel(case, case.state, now)
    waiting.update(status=WorkItem.CANCELLED, queue="", ended_at=now)
    due_at = next((item.due_at for item in left if item.due_at), None)
    stages.start(case, stage, now, due_at=due_at, keep_favourable=True)
    taken = {item.step: item for item in left if item.status == WorkItem.TAKEN}
    for item in WorkItem.objects.of(case.company_id).filter(case=case, state=case.state, status=WorkItem.OPEN):
        if (was := taken.pop(item.step, None)) is not None:
            item.status, item.queue, item.taken_at = WorkItem.TAKEN, "", was.taken_at
            item.assignee_id, item.acting_for_id = was.assignee_id, was.acting_for_id
            item.save()
