"""What the papers say, in the words of their language: from the approval, the delivery, the plant and who asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.services.transport.facts import Load

if TYPE_CHECKING:
    from contracts.services.transport.asked import Confirmation, Goods, Trip, WasteForm
    from documents.letters.formats import Wording

Content = dict[str, Any]
Rows = list[tuple[str, str]]


def confirmation(load: Load, asked: Confirmation, wording: Wording) -> Content:
    """The order confirmation of a delivery."""
    approval = load.approval
    prices = (
        (_("Price per tonne"), wording.euro(approval.price_per_tonne) if approval else ""),
        (_("Price per trip"), wording.euro(approval.price_per_trip) if approval else ""),
        (_("Minimum charge"), wording.euro(approval.price_minimum) if approval else ""),
        (_("Conditions"), approval.price_note if approval else ""),
    )
    return {
        "title": _("Order confirmation"),
        "law": "",
        "boxes": [_box(_("Customer"), load.customer_lines), _box(_("Plant"), load.plant_lines)],
        "sections": [
            _section(
                _("Delivery"),
                [
                    (_("Day"), wording.day(asked.on)),
                    (_("Quantity"), _quantity(asked.quantity_t, "t", wording)),
                    (_("Approval"), load.approval_words(wording)),
                    *_waste(load),
                    *_trip(asked.trip),
                ],
            ),
            _section(_("Prices, VAT not included"), prices),
        ],
        "notes": _notes((_("Prescriptions"), load.prescriptions), (_("Notes"), asked.note)),
        "remark": _(
            "The delivery is subject to the approval in force and to the checks at the plant; loads that do not "
            "conform are rejected."
        ),
    }


def delivery_note(load: Load, asked: Goods, wording: Wording) -> Content:
    """The delivery note, with what art. 1, comma 3, D.P.R. 472/1996 asks for."""
    to = asked.to or load.site_lines or load.customer_lines[1:]
    return {
        "title": _("Delivery note (DDT)"),
        "law": "D.P.R. 14 agosto 1996, n. 472",
        "boxes": [
            _box(_("Consignor"), load.company_lines),
            _box(_("Consignee"), load.customer_lines),
            _box(_("Place of destination"), to),
            _box(_("Transport"), [_by(asked.by), *_carrier(asked.trip), *_vehicle(asked.trip)]),
        ],
        "sections": [
            _section(
                _("Goods"),
                [
                    (_("Reason of the transport"), asked.reason),
                    (_("Outward appearance"), asked.appearance),
                    (_("Packages"), str(asked.packages or "")),
                    (_("Weight"), _quantity(asked.weight_kg, "kg", wording)),
                    (_("Start of the transport"), _moment(asked.trip.leaves_at)),
                    (_("Driver"), asked.trip.driver),
                    (_("Approval"), load.approval_words(wording)),
                ],
            )
        ],
        "head": [_("Description of the goods"), _("Unit"), _("Quantity")],
        "columns": ["text", "amount", "amount"],
        "rows": [[line.description, line.unit, wording.number(line.quantity)] for line in asked.lines],
        "notes": _notes((_("Notes"), asked.note)),
        "signatures": [_("Consignor"), _("Driver"), _("Consignee")],
    }


def waste_sheet(load: Load, asked: WasteForm, wording: Wording) -> Content:
    """The data of a FIR, in the order of its boxes."""
    return {
        "title": _("Data sheet of a FIR"),
        "law": _("FIR no. {number}").format(number=asked.number),
        "boxes": [
            _box(_("1. Producer or holder"), [*load.customer_lines, *load.site_lines]),
            _box(_("2. Recipient"), [*load.company_lines[:1], *load.plant_lines, *load.authorisation_lines]),
            _box(_("3. Carrier"), _carrier(asked.trip)),
            _box(_("4. Approval of the waste"), [load.approval_words(wording), *load.analysis_lines]),
        ],
        "sections": [
            _section(
                _("5. Characteristics of the waste"),
                [
                    *_waste(load),
                    (_("Operation"), load.operation),
                    (_("Quantity"), _quantity(asked.quantity, asked.unit, wording)),
                    (_("Verified at destination"), _("yes") if asked.is_checked_at_destination else _("no")),
                    (_("Packages"), str(asked.packages or "")),
                    (_("Packaging"), asked.packaging or load.told("waste.packaging")),
                    (_("Outward appearance"), asked.appearance),
                ],
            ),
            _section(_("6. Dangerous goods (ADR)"), _adr(load)),
            _section(_("7. Transport"), _trip(asked.trip)),
        ],
        "notes": _notes((_("8. Prescriptions of the approval"), load.prescriptions), (_("9. Notes"), asked.note)),
        "signatures": [_("Producer or holder"), _("Driver")],
        "remark": _(
            "Data to fill in the FIR of that number. This sheet is not the FIR: the legal document is the digital form "
            "(xFIR) signed in RENTRI. At destination the recipient states the quantity received and the outcome: "
            "accepted, accepted in part or rejected (NC: does not match; IR: not receivable; A: other)."
        ),
    }


def _by(who: str) -> str:
    words = {
        "consignor": _("Carried by the consignor"),
        "consignee": _("Carried by the consignee"),
        "carrier": _("Carried by a carrier"),
    }
    return words[who]


def _waste(load: Load) -> Rows:
    return [
        (_("Waste (EER)"), load.waste),
        (_("Name of the waste"), load.told("waste.name")),
        (_("Physical state"), load.told("waste.physical_state")),
        (_("Hazard properties"), load.told("waste.hazard_properties")),
        (_("Process of origin"), load.told("waste.origin")),
    ]


def _adr(load: Load) -> Rows:
    """None where nobody has said whether they are dangerous goods is itself worth saying."""
    approval = load.approval
    if approval is None or approval.is_adr is None:
        return [(_("ADR"), _("not stated in the approval"))]
    if not approval.is_adr:
        return [(_("ADR"), _("no"))]
    return [
        (_("UN no."), f"UN {approval.adr_un_number}" if approval.adr_un_number else ""),
        (_("Class"), approval.adr_class),
        (_("Packing group"), approval.adr_packing_group),
        (_("Text for the transport document"), load.told("waste.adr")),
    ]


def _carrier(trip: Trip) -> list[str]:
    carrier = trip.carrier
    if carrier is None:
        return []
    vat = _("VAT no. {number}").format(number=carrier.vat_number) if carrier.vat_number else ""
    return [line for line in (carrier.name, vat, _("Albo no. {number}").format(number=carrier.albo_number)) if line]


def _vehicle(trip: Trip) -> list[str]:
    plates = " + ".join(plate for plate in (trip.plate, trip.trailer) if plate)
    return [_("Plate {plate}").format(plate=plates)] if plates else []


def _trip(trip: Trip) -> Rows:
    return [
        (_("Carrier"), ", ".join(_carrier(trip))),
        (_("Plate"), trip.plate),
        (_("Trailer"), trip.trailer),
        (_("Driver"), trip.driver),
        (_("Start of the transport"), _moment(trip.leaves_at)),
        (_("Route"), trip.route),
    ]


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M") if at else ""


def _quantity(number: Decimal | None, unit: str, wording: Wording) -> str:
    return f"{wording.number(number)} {unit}" if number is not None else ""


def _box(title: str, lines: list[str] | tuple[str, ...]) -> Mapping[str, Any]:
    return {"title": title, "lines": [line for line in lines if line]}


def _section(title: str, rows: Rows | tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    return {"title": title, "rows": [[label, value] for label, value in rows if value]}


def _notes(*notes: tuple[str, str]) -> list[Mapping[str, str]]:
    return [{"title": title, "text": text.strip()} for title, text in notes if text.strip()]
