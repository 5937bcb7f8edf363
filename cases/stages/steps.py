"""Nodes at which people work: each opens work items and waits for their outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viewflow.workflow.nodes.view import View, ViewActivation
from viewflow.workflow.status import STATUS

from cases.definition.stages import OUTCOMES
from cases.models import WorkItem
from cases.rules.quorum import FAVOURABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    Outcomes = Mapping[str, str | _StrPromise]


class CheckActivation(ViewActivation):
    """A step under way. It ends when its work is decided, whoever did it: the engine's own assignment is not used."""

    @ViewActivation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def decide(self) -> None:
        """The people asked have answered; `execute()` goes on to the next nodes."""


class Check(View):
    """One person's check within a stage.

    label            what there is to do, verb and object
    duty             who may take it: a duty of the process, by its short name
    outcomes         how it may end, code -> label; "favourable" is among them; the others ask for a reason
    different_from   steps of the same flow; who acted on one of them does not act on this one
    """

    activation_class = CheckActivation

    def __init__(
        self,
        label: str | _StrPromise,
        *,
        duty: str,
        outcomes: Outcomes = OUTCOMES,
        different_from: tuple[str, ...] = (),
    ) -> None:
        super().__init__(view=None)
        if FAVOURABLE not in outcomes:
            raise ValueError(f"{label}: nobody could ever answer favourably")
        self.label = label
        self.duty = duty
        self.outcomes = outcomes
        self.different_from = different_from
        self.asked = self.needed = 1
        self.onCreate(opened)


class Quorum(Check):
    """`of` people are asked, each a different one; `favourable` answers in favour end it and spare the others.

    It ends early too, unfavourably, once enough favourable answers can no longer come.
    Raises ValueError when more favourable answers are needed than people asked.
    """

    def __init__(
        self,
        label: str | _StrPromise,
        *,
        duty: str,
        of: int,
        favourable: int,
        outcomes: Outcomes = OUTCOMES,
        different_from: tuple[str, ...] = (),
    ) -> None:
        super().__init__(label, duty=duty, outcomes=outcomes, different_from=different_from)
        if not 1 <= favourable <= of:
            raise ValueError(f"{label}: {favourable} favourable of {of} asked")
        self.asked, self.needed = of, favourable


def opened(activation: CheckActivation) -> None:
    """Open the work of a step, or pass it by when an earlier favourable outcome is kept."""
    check, scene = activation.flow_task, activation.process.scene
    if check.name in scene.kept:
        activation.decide()
        return
    items = [item_of(activation, check) for _ in range(check.asked)]
    WorkItem.objects.bulk_create(items)


def item_of(activation: CheckActivation, check: Any) -> WorkItem:
    """An unsaved item of a step; who may act on it is fixed here."""
    scene = activation.process.scene
    case = scene.case
    duty = case.process.duty(check.duty)
    return WorkItem(
        company_id=case.company_id,
        case=case,
        process_code=case.process_code,
        state=case.state,
        step=check.name,
        duty=duty,
        queue=duty,
        candidates=scene.candidates(duty),
        needed=check.needed,
        opened_at=scene.now,
        due_at=scene.due_at,
        stage_task=activation.task,
    )
