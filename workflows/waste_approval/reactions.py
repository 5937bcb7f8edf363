"""What a waste approval does when a renewal is asked for or took its place, and when something asks it anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent, WorkItem
from cases.outbox.consumers import Consumer
from cases.queries.policies import decide
from cases.rules.days import day_of
from cases.services import journal, links, locking, notices, reactions
from cases.services.machine import machine
from documents.services.carrying import carry
from workflows.waste_approval import errands
from workflows.waste_approval.carrying import carriable
from workflows.waste_approval.effects import CARRIED, SHEET_FIELDS
from workflows.waste_approval.errands import ASKED_ANEW
from workflows.waste_approval.forms import Correctable
from workflows.waste_approval.judged import JUDGED
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE
from workflows.waste_approval.states import WasteApprovalState as S

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Dispatch

CODE: Final = "waste_approval"
RENEWS: Final = "renews"
LOADS: Final = {"NC": "load_not_as_stated", "IR": "load_not_receivable", "A": "load_refused_otherwise"}
WORK: Final = {
    "load_not_as_stated": errands.LOAD,
    "load_not_receivable": errands.LOAD,
    "load_refused_otherwise": errands.LOAD,
    "quantity_exceeded": errands.QUANTITY,
    "sheet_corrected": errands.SHEET,
    "complaint": errands.COMPLAINT,
    "inspection": errands.INSPECTION,
}
"""What asks anew, as the table "reapproval" names it, and the work it becomes."""


def open_renewal(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """The next version of an approval, with everything its sheet says and the documents that are still good; linked
    with the old one."""
    old = _announcing(dispatch)
    dossier = _dossier_of(old)
    inputs = {name: getattr(dossier, name) for name in (*SHEET_FIELDS, *CARRIED)}
    inputs |= {"renews_id": old.pk, "revision": dossier.revision + 1}
    opened = reactions.open_case(dispatch, now, CODE, customer=old.customer, inputs=inputs)
    if "case" in opened:
        renewal = Case.objects.of(old.company_id).get(number=opened["case"])
        by = machine(old.process, old.company_id)
        links.link(renewal, old, RENEWS, actor=by, now=now)
        renewal.dossier, old.dossier = _dossier_of(renewal), dossier
        carry(old, renewal, carriable(old, renewal, day_of(now)), actor=by, now=now)
    return opened


def supersede_renewed(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """The approval that a new one renews gives way; one that ended meanwhile is left as it is."""
    renewed = _dossier_of(_announcing(dispatch)).renews
    if renewed is None or renewed.state not in IN_FORCE:
        return None
    return reactions.move_case(dispatch, now, renewed, "supersede")


def supersede_merged(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """Two customers became one, and the other one's approval stays for the same waste: this one has given way."""
    case = Case.objects.of(dispatch.company_id).filter(pk=dispatch.payload["case"]).select_related("company").first()
    if case is None or case.process_code != CODE or case.state not in IN_FORCE:
        return None
    return reactions.move_case(dispatch, now, case, "supersede")


def ask_anew(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """A refused load, an exceeded year, a complaint or an inspection: what the company's table says of it is done."""
    case = Case.objects.of(dispatch.company_id).filter(pk=dispatch.payload["case"]).select_related("company").first()
    return _asked(dispatch, now, case, _trigger(dispatch), _words(dispatch)) if case else None


def ask_about_the_sheet(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """What a check had judged was corrected although the approval is in force."""
    event = _event(dispatch)
    changed = json.loads(event.body)["matter"].get("changed", {})
    columns = sorted(_field(name) for name in changed if name in JUDGED)
    if not columns:
        return None
    words = gettext("Corrected after the approval: {columns}.").format(columns=", ".join(columns))
    return _asked(dispatch, now, event.case, "sheet_corrected", words)


def _field(name: str) -> str:
    """What the form calls a column that was corrected."""
    return str(Correctable.base_fields[name].label) if name in Correctable.base_fields else name


def _trigger(dispatch: Dispatch) -> str:
    if dispatch.topic == "approval.load_rejected":
        return LOADS[dispatch.payload["reason"]]
    return str(dispatch.payload.get("trigger") or "quantity_exceeded")


def _words(dispatch: Dispatch) -> str:
    told = dispatch.payload
    if dispatch.topic == "approval.load_rejected":
        message = gettext("Load of {tonnes} t refused on {on}: {words}")
        return message.format(tonnes=told["rejected_t"], on=told["on"], words=told["words"])
    if dispatch.topic == "approval.quantity_exceeded":
        message = gettext("The quantity of {year} was passed by {tonnes} t.")
        return message.format(year=told["year"], tonnes=told["excess_t"])
    return str(told["words"])


def _asked(dispatch: Dispatch, now: datetime, case: Case, trigger: str, words: str) -> Mapping[str, Any] | None:
    """Suspend, open work, or nothing; asked again by the same dispatch, nothing more happens."""
    case = locking.lock(case)
    if case.state not in IN_FORCE or CaseEvent.objects.of(case.company_id).filter(
        case=case, command_id=dispatch.key(ASKED_ANEW)
    ):
        return None
    decided = decide(case.company_id, CODE, "reapproval", {case.pk: {"trigger": trigger}}, day_of(now))[case.pk]
    action = decided.value("action") if decided.decision else "work"
    if action == "nothing":
        return None
    matter = {"trigger": trigger, "words": words, "action": action, "decisions": [decided.reference]}
    entry = journal.Entry(
        kind=ASKED_ANEW,
        actor=machine(case.process, case.company_id),
        now=now,
        origin="reaction",
        command_id=dispatch.key(ASKED_ANEW),
        matter=matter,
    )
    journal.append(case, entry)
    case.save(update_fields=("seq", "head_hash"))
    if action == "suspend" and case.state == S.APPROVED:
        return reactions.move_case(dispatch, now, case, "halt", {"reason": words})
    _open_work(case, WORK[trigger], words, now)
    return {"case": case.number}


def _open_work(case: Case, step: str, words: str, now: datetime) -> None:
    """One work at a time asks the same; while it waits, what comes is added to its words."""
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, step=step, ended_at__isnull=True).first()
    item = waiting or notices.open_work(case, step=step, refusals=(), now=now)
    item.reason = "\n".join(filter(None, (item.reason, words)))
    item.save(update_fields=("reason",))


def _event(dispatch: Dispatch) -> CaseEvent:
    if dispatch.event is None:
        raise LookupError("only a case tells of its correction")
    return dispatch.event


def _announcing(dispatch: Dispatch) -> Case:
    if dispatch.event is None:
        raise LookupError("only a case asks for a renewal")
    return dispatch.event.case


def _dossier_of(case: Case) -> WasteApproval:
    rows = WasteApproval.objects.of(case.company_id).select_related("renews__company")
    return rows.select_related("producer", "holder", "broker", "transporter", "site", "plant", "renews").get(pk=case.pk)


def _is_in_force(case: Case) -> bool:
    return case.process_code == CODE and case.state in IN_FORCE


def _renews(case: Case) -> bool:
    return case.dossier.renews_id is not None


consumers = (
    Consumer(
        "waste_approval.renewal",
        ("waste_approval.renew", "waste_approval.reassess", "waste_approval.renew_late"),
        open_renewal,
        awaited=True,
        label=_("Opening of the renewal"),
    ),
    Consumer(
        "waste_approval.superseding",
        ("waste_approval.approve",),
        supersede_renewed,
        when=_renews,
        label=_("End of the approval that was renewed"),
    ),
    Consumer(
        "waste_approval.merged",
        ("approval.replaced_in_merge",),
        supersede_merged,
        label=_("End of the approval that a merge of customers replaced"),
    ),
    Consumer(
        ASKED_ANEW,
        ("approval.load_rejected", "approval.quantity_exceeded", "approval.questioned"),
        ask_anew,
        label=_("Question whether the approval is still right"),
    ),
    Consumer(
        "waste_approval.sheet_corrected",
        ("case.corrected",),
        ask_about_the_sheet,
        when=_is_in_force,
        label=_("Question whether the approval is still right"),
    ),
)
