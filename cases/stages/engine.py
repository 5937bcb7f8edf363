"""Starting, advancing and cancelling a stage. The case is locked by the caller; nothing here changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewflow.workflow.status import PROCESS, STATUS

from cases.models import StageRun, StageTask, WorkItem
from cases.queries.work import outcomes_of
from cases.rules.quorum import FAVOURABLE, decided
from cases.stages.scene import CaseScene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.definition import Stage
    from cases.models import Case
    from registry.actors import Actor

OPEN = (WorkItem.OPEN, WorkItem.TAKEN)
ENDED = (PROCESS.DONE, PROCESS.CANCELED)


def start(
    case: Case, stage: Stage, now: datetime, *, due_at: datetime | None = None, keep_favourable: bool = False
) -> None:
    """Start the flow of the state a case has just entered.

    Steps that ended favourably before are passed by where the stage, or the caller, keeps them.
    Raises FactAbsent when a branch depends on a fact that is not known, IntegrityError when the case has an open
    stage already.
    """
    if stage.flow is None:
        raise ValueError(f"{case.state} has no flow")
    kept = _favourable(case) if stage.keep_favourable or keep_favourable else frozenset()
    begin = stage.flow.start
    activation = begin.activation_class.create(begin, None, None)
    run: StageRun = activation.process
    run.case, run.state = case, case.state
    run.scene = CaseScene(case=case, now=now, due_at=due_at, kept=kept)
    activation.execute()
    _conclude(run)


def _favourable(case: Case) -> frozenset[str]:
    outcomes = outcomes_of([case], state=case.state)[case.pk]
    return frozenset(step for step, outcome in outcomes.items() if outcome.outcome == FAVOURABLE)


def cancel(case: Case, left: str, now: datetime) -> None:
    """Cancel the open stage of the state a case leaves, with the work nobody ended; none: nothing happens."""
    run = StageRun.objects.filter(case=case, state=left).exclude(status__in=ENDED).first()
    if run is None:
        return
    run.flow_class.instance.cancel(run)
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, stage_task__process=run, status__in=OPEN)
    waiting.update(status=WorkItem.CANCELLED, queue="", ended_at=now)


def abandon(cases: Sequence[Case], now: datetime) -> None:
    """Cancel whatever stage of these cases is open, even one whose flow is not declared any more; its work stays."""
    runs = StageRun.objects.filter(case_id__in=[case.pk for case in cases]).exclude(status__in=ENDED)
    tasks = StageTask.objects.filter(process__in=runs).exclude(status__in=(STATUS.DONE, STATUS.CANCELED))
    tasks.update(status=STATUS.CANCELED, finished=now)
    runs.update(status=PROCESS.CANCELED, finished=now)


def complete(item: WorkItem, outcome: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """End one item with its outcome and let the flow go on when that decides its step.

    `item.case` is locked and carries its dossier, `item.stage_task` its run; whether the actor may was judged by
    the caller.
    """
    item.status, item.queue, item.ended_at = WorkItem.DONE, "", now
    item.outcome, item.reason = outcome, reason
    item.assignee_id, item.acting_for_id = actor.user_id, actor.acting_for_id
    item.save()
    task = item.stage_task
    if task is not None and _is_decided(item, task, now):
        _advance(task, item, now)


def _is_decided(item: WorkItem, task: StageTask, now: datetime) -> bool:
    if item.needed == task.flow_task.asked == 1:
        return True
    siblings = WorkItem.objects.of(item.company_id).filter(stage_task=task).order_by("ended_at", "pk")
    given = [row.outcome for row in siblings if row.status == WorkItem.DONE]
    if not decided(item.needed, len(siblings), given):
        return False
    siblings.filter(status__in=OPEN).update(status=WorkItem.CANCELLED, queue="", ended_at=now)
    return True


def _advance(task: StageTask, item: WorkItem, now: datetime) -> None:
    run = task.process
    run.case = item.case
    run.scene = CaseScene(case=item.case, now=now, due_at=item.due_at)
    activation = task.flow_task.activation_class(task)
    activation.decide()
    activation.execute()
    _conclude(run)


def _conclude(run: StageRun) -> None:
    """Once every branch has ended, ask the one who concludes, if the stage names him: no case waits for nobody."""
    scene = run.scene
    stage = scene.case.process.stages[run.state]
    if run.status == PROCESS.DONE and stage.duty:
        waiting_for(scene.case, stage, scene.now, due_at=scene.due_at).save(force_insert=True)


def waiting_for(case: Case, stage: Stage, now: datetime, *, due_at: datetime | None) -> WorkItem:
    """The unsaved item of a stage's own duty."""
    duty = case.process.duty(stage.duty)
    return WorkItem(
        company_id=case.company_id,
        case=case,
        process_code=case.process_code,
        state=case.state,
        duty=duty,
        queue=duty,
        opened_at=now,
        due_at=due_at,
    )
