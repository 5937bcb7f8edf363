"""Step 8 of a move: the work of the state left ends, the work of the state entered begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases import stages
from cases.models import WorkItem, kept
from cases.models.writing import add
from cases.rules.facts import FactAbsent
from cases.rules.refusals import N_, Refusal
from cases.services.assigning import assign, record
from cases.services.errors import Refused
from cases.services.rows import OneOf
from cases.stages.engine import waiting_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cases.models import Case, Deadline
    from cases.queries.rulebook import Rulebook
    from registry.scoping import ScopedQuerySet

    Change = tuple[ScopedQuerySet[WorkItem], dict[str, Any]]

OPEN = (WorkItem.OPEN, WorkItem.TAKEN)


def moved(case: Case, left: str, transition: str, now: datetime, deadline: Deadline | None, rules: Rulebook) -> None:
    """End the open work of the state `left`, open that of the present state, due with its deadline."""
    end_many([case], left, transition, now)
    enter(case, now, deadline, rules)


def end_many(cases: Sequence[Case], left: str, transition: str, now: datetime) -> None:
    """End the open work that cases of one process had in the state `left`, in one statement."""
    stage = cases[0].process.stages.get(left)
    if stage is None:
        return
    if stage.flow is not None:
        for case in cases:
            stages.cancel(case, left, now)
    outcome = transition[:20]
    if len(cases) == 1:
        kept.update(_one, company=cases[0].company_id, case=cases[0].pk, state=left, now=now, outcome=outcome)
        return
    items = WorkItem.objects.of(cases[0].company_id).filter(OneOf("case_id", [case.pk for case in cases]))
    open_items, changes = _ending(items, left, now, outcome)
    open_items.update(**changes)


def _one() -> Change:
    items = WorkItem.objects.of(kept.COMPANY).filter(case_id=kept.Given("case"))
    return _ending(items, kept.Given("state"), kept.Given("now"), kept.Given("outcome"))


def _ending(items: ScopedQuerySet[WorkItem], left: Any, now: Any, outcome: Any) -> Change:
    changes = {"status": WorkItem.DONE, "queue": "", "ended_at": now, "outcome": outcome}
    return items.filter(state=left, status__in=OPEN), changes


def enter(case: Case, now: datetime, deadline: Deadline | None, rules: Rulebook) -> None:
    """Open the work of the present state, if it has any: one item, or the flow of its stage.

    The company's rule may give the item to a person at once.
    Raises Refused when the flow depends on a fact that is not known: the move is taken back with it.
    """
    stage = case.process.stages.get(case.state)
    if stage is None:
        return
    due_at = deadline.due_at if deadline else None
    if stage.flow is None:
        item = waiting_for(case, stage, now, due_at=due_at)
        given = assign([item], rules, {case.pk: case})
        add([item])
        record(given, rules)
        return
    try:
        stages.start(case, stage, now, due_at=due_at)
    except FactAbsent as absent:
        raise Refused([unknown(absent)]) from absent


def unknown(absent: FactAbsent) -> Refusal:
    """Who works next depends on a fact the dossier does not state."""
    return Refusal(
        "unknown",
        N_("Who is to work on the case cannot be told: “{fact}” is not known."),
        hint=N_("Complete the dossier."),
        params={"fact": absent.name},
    )
