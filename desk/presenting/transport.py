"""Papers of transport as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contracts.models import Approval, Reservation, TransportDocument
from contracts.services.transport.issuing import may_issue
from desk import formats
from desk.presenting.addresses import Addresses
from desk.presenting.gate import tonnes
from desk.shown import State
from registry.queries import waste_codes

if TYPE_CHECKING:
    from registry.actors import Actor

Facts = list[dict[str, str]]
TONES = {TransportDocument.State.ISSUED: "good", TransportDocument.State.VOIDED: "bad"}
ICONS = {"order": "clipboard-check", "ddt": "truck-delivery", "fir": "recycle"}


def state(paper: TransportDocument) -> State:
    """Issued or voided."""
    return State(str(paper.get_state_display()), TONES[TransportDocument.State(paper.state)])


def rows(papers: Iterable[TransportDocument], to: Addresses) -> list[dict[str, Any]]:
    """The lines of a list."""
    return [
        {
            "paper": paper,
            "href": to.to("transport-paper", paper.number),
            "pdf": to.to("transport-pdf", paper.number) if paper.document else "",
            "kind": str(paper.get_kind_display()),
            "state": state(paper),
        }
        for paper in papers
    ]


def paper(paper: TransportDocument, to: Addresses, on: date) -> dict[str, Any]:
    """One of them: what it says, its files, what became of it."""
    movement = paper.reservation.movements.filter(reversed_at__isnull=True).first() if paper.reservation else None
    told = {
        _("Customer"): paper.customer.name,
        _("FIR number"): paper.fir_number,
        _("Approval"): str(paper.approval or ""),
        _("Delivery"): formats.say_date(paper.reservation.on, on) if paper.reservation else "",
        _("Weighed"): tonnes(movement.weight_t) if movement else "",
        _("Issued"): _("%(day)s by %(name)s")
        % {"day": formats.say_date(paper.dated, on), "name": paper.issued_by_name},
        _("Layout"): paper.layout_sha256[:16],
        _("Content of the PDF (SHA-256)"): paper.document.file.sha256 if paper.document else "",
    }
    return {
        "paper": paper,
        "kind": str(paper.get_kind_display()),
        "state": state(paper),
        "facts": _facts(told),
        "pdf": to.to("transport-pdf", paper.number) if paper.document else "",
        "xfir": to.to("transport-signed", paper.number) if paper.xfir else "",
        "case_href": to.case(paper.approval.case.number) if paper.approval and paper.approval.case else "",
        "load_href": to.to("gate-load", paper.reservation.key) if paper.reservation else "",
        "about_href": about_href(paper.approval, paper.reservation, to) if paper.approval else "",
        "list_href": to.to("transport"),
    }


def approval_facts(approval: Approval, load: Reservation | None, on: date) -> Facts:
    """What a paper of it will be about."""
    code = waste_codes.get(approval.waste_code, on=on)
    told = {
        _("Customer"): approval.customer.name,
        _("Site"): str(approval.site or ""),
        _("Waste code (EER)"): f"{code.display} {code.description}" if code else approval.waste_code,
        _("Plant"): f"{approval.plant} – {approval.operation}",
        _("Valid until"): formats.say_date(approval.valid_to, on),
        _("Delivery"): f"{formats.say_date(load.on, on)}, {tonnes(load.quantity_t)}" if load else "",
        _("Carrier"): str(load.carrier or "") if load else "",
    }
    return _facts(told)


def choices(approval: Approval, load: Reservation | None, to: Addresses, actor: Actor) -> list[dict[str, str]]:
    """The papers that can be issued, for who may."""
    if not may_issue(actor):
        return []
    asked = f"?load={load.key}" if load else ""
    return [
        {
            "label": str(label),
            "icon": ICONS[code],
            "href": to.to("issue-transport", approval.number, approval.version, code) + asked,
        }
        for code, label in TransportDocument.Kind.choices
    ]


def about_href(approval: Approval, load: Reservation | None, to: Addresses) -> str:
    """Where papers of an approval, or of a delivery of it, are issued."""
    asked = f"?load={load.key}" if load else ""
    return to.to("transport-about", approval.number, approval.version) + asked


def _facts(told: dict[str, str]) -> Facts:
    return [{"label": label, "value": value} for label, value in told.items() if value]
