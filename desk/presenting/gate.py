"""Answers of the gate and positions, in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk import formats
from desk.reasons import Reason, reasons_of
from registry.queries import waste_codes
from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from contracts.approvals import Answer
    from contracts.models import Movement, Reservation
    from contracts.queries.positions import Position
    from desk.presenting.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Shown:
    """A yes or a no as large as a page can say it."""

    yes: bool
    title: str
    reasons: Sequence[Reason]
    facts: Sequence[dict[str, str]]
    prescriptions: Sequence[str]
    unchecked: Sequence[str]


def shown(answer: Answer, today: date) -> Shown:
    """The answer in words."""
    facts = {
        _("Left of the year"): tonnes(answer.remaining_t),
        _("Approval"): f"{answer.number} v{answer.version}" if answer.number else "",
        _("Operation"): answer.operation,
        _("Valid until"): formats.say_date(answer.valid_to, today) if answer.valid_to else "",
    }
    return Shown(
        yes=answer.yes,
        title=_("Yes, it may be delivered") if answer.yes else _("No, it may not be delivered"),
        reasons=reasons_of(answer.refusals),
        facts=[{"label": label, "value": value} for label, value in facts.items() if value],
        prescriptions=answer.prescriptions,
        unchecked=[_unchecked(name) for name in answer.unchecked],
    )


def _unchecked(name: str) -> str:
    if name == "vehicle":
        return _("The plate was not asked about: under ADR the vehicle needs its certificate.")
    return _("The carrier was not asked about: check its enrolment in the national register (Albo).")


def tonnes(quantity: Decimal | None) -> str:
    """A quantity with its unit."""
    return formats.say_quantity(quantity, "t") if quantity is not None else ""


def position_rows(positions: Sequence[Position], to: Addresses, *, on: date, gate: str) -> list[dict[str, object]]:
    """The lines of the list; `gate` is where a position is asked about, for who may."""
    codes = waste_codes.by_codes({each.approval.waste_code for each in positions}, on=on)
    rows = []
    for each in positions:
        row, code = each.approval, codes.get(each.approval.waste_code)
        asked = f"?customer={row.customer.code}&code={row.waste_code}&plant={row.plant.code}&on={on.isoformat()}"
        rows.append(
            {
                "customer": row.customer.name,
                "site": str(row.site) if row.site else _("every site"),
                "code": code.display if code else display(row.waste_code, hazardous=False),
                "description": code.description if code else "",
                "hazardous": bool(code and code.hazardous),
                "plant": f"{row.plant.code} · {row.operation}",
                "left": tonnes(each.answer.remaining_t),
                "each": tonnes(row.per_delivery_t),
                "until": formats.say_brief(row.valid_to, on),
                "number": row.number,
                "free": each.answer.yes,
                "reasons": [reason.message for reason in reasons_of(each.answer.refusals)],
                "papers": to.to("transport-about", row.number, row.version),
                "href": f"{gate}{asked}{'&site=' + row.site.code if row.site else ''}" if gate else "",
            }
        )
    return rows


def load_rows(reservations: Sequence[Reservation], to: Addresses) -> list[dict[str, object]]:
    """The loads expected."""
    printed = waste_codes.printed([each.approval.waste_code for each in reservations])
    return [
        {
            "href": to.to("gate-load", each.key),
            "customer": each.approval.customer.name,
            "code": printed[each.approval.waste_code],
            "quantity": tonnes(each.quantity_t),
            "plate": each.vehicle.plate if each.vehicle else "",
            "carrier": each.carrier.name if each.carrier else "",
        }
        for each in reservations
    ]


def load_facts(load: Reservation, movement: Movement | None, today: date) -> list[dict[str, str]]:
    """What the gate must know of a reserved load."""
    approval = load.approval
    lines = {
        _("Customer"): f"{approval.customer.code} {approval.customer.name}",
        _("Site"): str(approval.site) if approval.site else _("every site"),
        _("Waste code (EER)"): _code_words(approval.waste_code, load.on),
        _("Plant"): f"{approval.plant} · {approval.operation}",
        _("Approval"): str(approval),
        pgettext("quantity", "Reserved"): f"{tonnes(load.quantity_t)}, {formats.say_date(load.on, today)}",
        _("Weighed"): tonnes(movement.weight_t) if movement and not movement.reversed_at else "",
        _("Taken back"): movement.reversal_reason if movement and movement.reversed_at else "",
        _("Carrier"): str(load.carrier) if load.carrier else "",
        _("Plate"): load.vehicle.plate if load.vehicle else "",
    }
    return [{"label": label, "value": value} for label, value in lines.items() if value]


def _code_words(code: str, on: date) -> str:
    found = waste_codes.get(code, on=on)
    return f"{found.display} · {found.description}" if found else display(code, hazardous=False)
