"""Work as the page of a case shows it: who has it, until when it is put off, how it ended, what one may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.handover.work import STEP as HANDOVER
from billing.services.work import STEP as COLLECTION_HOLD
from cases.definition import Process
from cases.definition.process import UnknownTransition
from cases.definition.stages import OUTCOMES
from cases.models import WorkItem
from cases.services.handing import MANAGE_PEOPLE
from cases.services.reactions import REFUSED_STEP
from desk.presenting.addresses import Addresses
from desk.shown import Work
from documents.services.expiring import EXPIRED_STEP, EXPIRING_STEP
from documents.services.messages.automatic import UNSENT_STEP
from documents.services.messages.evidence import DOUBTED_STEP, FAILED_STEP
from registry.actors import Actor

CLOCK = "clock."
LEFT = {
    REFUSED_STEP: gettext_lazy("See to what should have followed and was refused"),
    EXPIRING_STEP: gettext_lazy("Ask for a new document: one is about to end"),
    EXPIRED_STEP: gettext_lazy("Ask for a new document: one has ended"),
    HANDOVER: gettext_lazy("See to the hand-over to billing"),
    COLLECTION_HOLD: gettext_lazy("Extend or lift a collection hold that expired"),
    FAILED_STEP: gettext_lazy("See to a message that was not delivered"),
    DOUBTED_STEP: gettext_lazy("Find out whether a message was sent"),
    UNSENT_STEP: gettext_lazy("Send a letter that could not leave by itself"),
}
"""What the machine leaves for a person beside deadlines; its reasons are shown while it waits."""


def step_label(process: Process, step: str) -> str:
    """What there was to do in a step; nothing for the only work of a state."""
    if not step:
        return ""
    if step in LEFT or step in process.errands or step.startswith(CLOCK):
        return machine_words(process, step)
    try:
        return str(process.step_label(step))
    except UnknownTransition:
        return step


def machine_words(process: Process, step: str) -> str:
    """What the machine left for a person; a step that nothing says a word of shows its name."""
    if step in LEFT:
        return str(LEFT[step])
    if not step.startswith(CLOCK):
        return str(process.errands.get(step, step))
    code = step.removeprefix(CLOCK)
    label = next((str(clock.label) for clock in process.clocks if clock.code == code and clock.label), code)
    return _("See to the deadline “%(label)s”: the step it asks for was refused") % {"label": label}


def words_of_step(words: str) -> str:
    """What there is to do, where a list has only the name of a step that the machine left."""
    if words in LEFT:
        return str(LEFT[words])
    return _("See to a deadline whose step was refused") if words.startswith(CLOCK) else words


def work(item: WorkItem, actor: Actor, on: date, to: Addresses) -> Work:
    """One piece of work, with what this person may do with it."""
    left_by_machine = not item.state
    shown = Work(
        label=machine_words(item.case.process, item.step) if left_by_machine else str(item.label),
        who=item.assignee.name if item.assignee else "",
        acting_for=item.acting_for.name if item.acting_for else "",
        due_at=item.due_at,
        done=item.ended_at is not None,
        ended_at=item.ended_at,
        outcome=str(OUTCOMES.get(item.outcome, "")),
        reason=item.reason if item.ended_at or not item.step.startswith(CLOCK) else "",
        put_off_until=item.follow_up_on if item.follow_up_on and item.follow_up_on > on else None,
    )
    return shown if shown.done else replace(shown, **_acts(item, actor, to, shown))


def _acts(item: WorkItem, actor: Actor, to: Addresses, shown: Work) -> Mapping[str, Any]:
    waits = item.status == WorkItem.OPEN and actor.has(item.duty) and _was_chosen(item, actor)
    mine = item.status == WorkItem.TAKEN and item.assignee_id == actor.user_id
    here = waits or mine
    persons = {actor.user_id, actor.acting_for_id} - {None}
    gives = (item.assignee_id in persons and actor.has(item.duty)) or actor.has(MANAGE_PEOPLE)
    return {
        "take": to.to("take", item.pk) if waits else "",
        "release": to.to("release", item.pk) if mine else "",
        "end": to.to("end", item.pk) if item.stage_task_id and here else "",
        "hand_over": to.to("hand-over", item.pk) if gives else "",
        "put_off": to.to("put-off", item.pk) if here and not shown.put_off_until else "",
        "call_back": to.to("call-back", item.pk) if here and shown.put_off_until else "",
        "dismiss": to.to("dismiss", item.pk) if here and not item.state else "",
        "again": to.to("again", item.pk) if here and item.step == REFUSED_STEP else "",
    }


def _was_chosen(item: WorkItem, actor: Actor) -> bool:
    return not item.candidates or bool({actor.user_id, actor.acting_for_id} & item.candidate_ids)
