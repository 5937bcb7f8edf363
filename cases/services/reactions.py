"""How a process reacts to what others announce: it opens or moves a case of its own, through the one door.

    def offer_accepted(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
        customer = customers.get(dispatch.company_id, dispatch.payload["customer"])
        return reactions.open_case(dispatch, now, "contract", customer=customer, inputs={...})

    consumers = (Consumer("contract.offer_accepted", ("offer.accepted",), offer_accepted, awaited=True),)

The machine acts, with exactly the duties the table of the process gives it. Keys come from the dispatch, so that a
replay finds what the first attempt did. A refusal is no failure: it comes back as work on the case that announced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from structlog import get_logger

from cases.definition import MACHINE, catalogue
from cases.models import Dispatch, WorkItem
from cases.outbox import consumers
from cases.outbox.failures import Undeliverable
from cases.rules.refusals import N_, Refusal
from cases.services import intake, journal, locking, transitions
from cases.services.dispatches import REPAIR
from cases.services.errors import NotPermitted, Refused
from cases.services.items import gone
from cases.services.machine import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cases.definition import Process
    from cases.models import Case
    from cases.services.transitions import Performed
    from registry.actors import Actor
    from registry.models import Customer

log = get_logger(__name__)

REFUSED_STEP: Final = "reaction_refused"
"""The step of a work item that tells of a refused reaction; its reason holds the words."""


def open_case(
    dispatch: Dispatch, now: datetime, process_code: str, *, customer: Customer | None, inputs: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Open a case of a process; returns {"case": number}, or {"refused": codes} with work on the announcing case.

    Raises UnknownProcess, and Undeliverable where the table gives the machine no duty to open it.
    """
    process = catalogue.get(process_code)
    company = _announcing(dispatch).company
    command = _command(dispatch, now, process, inputs, "open")
    return _acting(dispatch, now, lambda: intake.open_case(process_code, company, customer, command))


def move_case(
    dispatch: Dispatch, now: datetime, case: Case, transition: str, inputs: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """Move a case, of the company that announced; returns {"case": number}, or {"refused": codes} as `open_case`.

    What no case announced (a payment) and is refused comes back as work on the case that was to move.
    """
    if case.company_id != dispatch.company_id:
        raise Undeliverable("The case belongs to another company.")
    command = _command(dispatch, now, case.process, inputs or {}, f"{case.pk}/{transition}")
    return _acting(dispatch, now, lambda: transitions.perform(case, transition, command), on=case)


def again(item: WorkItem, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    """Let a refused reaction be judged once more, after a person has seen to its reasons; returns as `open_case`.

    Whether it is done or refused anew (which opens new work), this work ends.
    Raises NotPermitted, Refused when the work has ended or is another's, or its reaction is not installed any more or
    fails: then nothing changed.
    """
    with transaction.atomic():
        case, item = _locked_item(item, actor)
        dispatch = _refused_dispatch(item)
        consumer = consumers.named(dispatch.consumer)
        if consumer is None:
            raise Refused([_ended()])
        _end(case, item, actor, now, outcome="again")
        result = _asked_anew(consumer, dispatch, now)
        dispatch.result = result
        dispatch.save(update_fields=("result",))
    return result


def settle(item: WorkItem, *, actor: Actor, now: datetime, words: str = "") -> WorkItem:
    """End the work of a refused reaction because a person has done, or needs not do, what it asked for.

    Raises NotPermitted, Refused when the work has ended.
    """
    with transaction.atomic():
        case, item = _locked_item(item, actor)
        _end(case, item, actor, now, outcome="settled", words=words)
    return item


def _asked_anew(consumer: consumers.Consumer, dispatch: Dispatch, now: datetime) -> dict[str, Any]:
    """What the reaction answers. Raises Refused where it fails as the relay would see it fail."""
    try:
        return dict(consumer.handle(dispatch, now) or {})
    except OperationalError:
        raise
    except Exception as error:
        log.exception("reaction_failed", dispatch=dispatch.pk, consumer=consumer.name)
        raise Refused([_failed(error)]) from error


def _announcing(dispatch: Dispatch) -> Case:
    """The case that announced. Raises Undeliverable for what no case announced."""
    if dispatch.event is None:
        raise Undeliverable("Nothing but a case's announcement can be reacted to here.")
    return dispatch.event.case


def _command(
    dispatch: Dispatch, now: datetime, process: Process, inputs: Mapping[str, Any], step: str
) -> transitions.Command:
    actor = machine(process, dispatch.company_id)
    return transitions.Command(actor=actor, now=now, command_id=dispatch.key(step), inputs=inputs, origin="reaction")


def _acting(
    dispatch: Dispatch, now: datetime, act: Callable[[], Performed], on: Case | None = None
) -> Mapping[str, Any]:
    """Act in a savepoint: what is refused leaves nothing but the work it comes back as.

    `on` is the case that gets this work where no case announced.
    """
    try:
        with transaction.atomic():
            performed = act()
    except NotPermitted as no:
        raise Undeliverable(f"The process does not give the machine the duty “{no.duty}”.") from no
    except Refused as refused:
        item = _come_back(dispatch, now, refused.refusals, on)
        return {"refused": [refusal.code for refusal in refused.refusals], "work_item": item.pk}
    return {"case": performed.case.number, "process": performed.case.process_code, "repeated": performed.repeated}


def _come_back(dispatch: Dispatch, now: datetime, refusals: Sequence[Refusal], on: Case | None) -> WorkItem:
    """Open work on the announcing case for those who took the step that announced, and journal the reasons."""
    case = locking.lock(on if on is not None and dispatch.event is None else _announcing(dispatch))
    duty = _duty_of(dispatch, case)
    words = "\n".join(gettext(refusal.message).format(**refusal.params) for refusal in refusals)
    item = WorkItem(
        company_id=case.company_id, case=case, process_code=case.process_code, state="", step=REFUSED_STEP,
        duty=duty, queue=duty, opened_at=now, reason=words,
    )  # fmt: skip
    item.save(force_insert=True)
    matter = {
        "item": item.pk,
        "consumer": dispatch.consumer,
        "topic": dispatch.topic,
        "refusals": [{"code": r.code, "message": r.message, "params": r.params} for r in refusals],
    }
    _journal(case, "reaction.refused", machine(case.process, case.company_id), now, matter)
    return item


def _duty_of(dispatch: Dispatch, case: Case) -> str:
    """The duty of the transition that announced; where the machine took it, whoever repairs."""
    taken = dispatch.event.transition if dispatch.event else ""
    duty = case.process.transition(taken).duty if taken else MACHINE
    return REPAIR if duty == MACHINE else case.process.duty(duty)


def _locked_item(item: WorkItem, actor: Actor) -> tuple[Case, WorkItem]:
    if actor.company_id != item.company_id or not actor.has(item.duty):
        raise NotPermitted(item.duty)
    case = locking.lock(item.case)
    locked = WorkItem.objects.of(case.company_id).get(pk=item.pk)
    if locked.step != REFUSED_STEP or locked.status not in (WorkItem.OPEN, WorkItem.TAKEN):
        raise Refused([_ended()])
    if locked.status == WorkItem.TAKEN and locked.assignee_id != actor.user_id:
        raise Refused([gone(locked)])
    return case, locked


def _refused_dispatch(item: WorkItem) -> Dispatch:
    told = Q(event__case=item.case_id) | Q(event__isnull=True)
    rows = Dispatch.objects.of(item.company_id).filter(told, result__work_item=item.pk)
    dispatch = rows.select_related("event__case__company").first()
    if dispatch is None:
        raise Refused([_ended()])
    return dispatch


def _end(case: Case, item: WorkItem, actor: Actor, now: datetime, *, outcome: str, words: str = "") -> None:
    item.status, item.queue, item.outcome, item.ended_at = WorkItem.DONE, "", outcome, now
    item.assignee_id, item.acting_for_id = actor.user_id, actor.acting_for_id
    item.save(update_fields=("status", "queue", "outcome", "ended_at", "assignee", "acting_for"))
    _journal(case, f"reaction.{outcome}", actor, now, {"item": item.pk, "inputs": {"text": words.strip()}})


def _journal(case: Case, kind: str, actor: Actor, now: datetime, matter: Mapping[str, Any]) -> None:
    origin = "reaction" if actor.is_system else "desk"
    entry = journal.Entry(kind=kind, actor=actor, now=now, origin=origin, matter=matter)
    journal.append(case, entry)
    case.save(update_fields=("seq", "head_hash"))


def _ended() -> Refusal:
    return Refusal("work_not_open", N_("This work is not waiting any more."), hint=N_("Reload the page."))


def _failed(error: Exception) -> Refusal:
    return Refusal(
        "reaction_failed",
        N_("It could not be done: {error}."),
        hint=N_("Nothing changed. Try again later, or tell your administrator."),
        params={"error": str(error).rstrip(".") or type(error).__name__},
    )
