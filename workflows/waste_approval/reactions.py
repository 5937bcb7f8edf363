"""What a waste approval does when another of its kind asked for a renewal, or took its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import Case
from cases.outbox.consumers import Consumer
from cases.services import links, reactions
from cases.services.machine import machine
from workflows.waste_approval.effects import SHEET_FIELDS
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Dispatch

CODE = "waste_approval"
RENEWS = "renews"


def open_renewal(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """The next version of an approval, with everything its sheet says; linked with the old one."""
    old = _announcing(dispatch)
    dossier = _dossier_of(old)
    inputs = {name: getattr(dossier, name) for name in SHEET_FIELDS}
    inputs |= {"renews_id": old.pk, "revision": dossier.revision + 1}
    opened = reactions.open_case(dispatch, now, CODE, customer=old.customer, inputs=inputs)
    if "case" in opened:
        renewal = Case.objects.of(old.company_id).get(number=opened["case"])
        links.link(renewal, old, RENEWS, actor=machine(old.process, old.company_id), now=now)
    return opened


def supersede_renewed(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """The approval that a new one renews gives way; one that ended meanwhile is left as it is."""
    renewed = _dossier_of(_announcing(dispatch)).renews
    if renewed is None or renewed.state not in IN_FORCE:
        return None
    return reactions.move_case(dispatch, now, renewed, "supersede")


def _announcing(dispatch: Dispatch) -> Case:
    if dispatch.event is None:
        raise LookupError("only a case asks for a renewal")
    return dispatch.event.case


def _dossier_of(case: Case) -> WasteApproval:
    rows = WasteApproval.objects.of(case.company_id).select_related("renews__company")
    return rows.select_related("producer", "holder", "broker", "transporter", "site", "plant", "renews").get(pk=case.pk)


def _renews(case: Case) -> bool:
    return case.dossier.renews_id is not None


consumers = (
    Consumer("waste_approval.renewal", ("waste_approval.renew",), open_renewal, awaited=True),
    Consumer("waste_approval.superseding", ("waste_approval.approve",), supersede_renewed, when=_renews),
)
