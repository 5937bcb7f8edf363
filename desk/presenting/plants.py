"""Plants, deeds, carriers and stops in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import Carrier, DeliveryStop
from desk.formats import say_number, say_quantity
from desk.presenting.addresses import Addresses
from desk.presenting.customers import where
from desk.queries.plants import Line, Used
from desk.shown import State
from registry.models import AuthorisedGroup, AuthorisedWaste, Plant, PlantAuthorisation
from registry.queries import waste_codes

SOON: Final = timedelta(days=60)
UNITS: Final = {"t": "t", "kg": "kg", "m3": "m³"}


def validity(first: date | None, last: date | None, on: date) -> State:
    """Whether something dated holds on a day, and whether it ends soon."""
    if last is not None and last < on:
        return State(pgettext("authorisation", "expired"), "bad")
    if first is not None and first > on:
        return State(_("not yet"), "calm")
    if last is not None and last - on <= SOON:
        return State(_("expires soon"), "wait")
    return State(_("in force"), "good")


def plant_rows(plants: Iterable[Any], to: Addresses, on: date) -> list[dict[str, Any]]:
    """The list of plants."""
    return [
        {
            "code": plant.code,
            "name": plant.name,
            "where": where(plant),
            "href": to.to("plant", plant.code),
            "deeds": plant.deeds,
            "ends": plant.ends,
            "state": _plant_state(plant, on),
        }
        for plant in plants
    ]


def _plant_state(plant: Any, on: date) -> State:
    if not plant.is_active:
        return State(_("closed"), "calm")
    return validity(None, plant.ends, on) if plant.deeds else State(_("no authorisation"), "bad")


def deeds(plant: Plant, used: Mapping[Line, Used], to: Addresses, on: date, *, may_edit: bool) -> list[dict[str, Any]]:
    """Every deed of a plant, those that hold first, with its groups and lines; one statement a deed beside three."""
    rows = plant.authorisations.prefetch_related("groups", "wastes", "wastes__group")
    ordered = sorted(rows, key=lambda deed: (deed.valid_to is not None and deed.valid_to < on, deed.valid_from))
    return [_deed(deed, used, to, on, plant, may_edit=may_edit) for deed in ordered]


def _deed(
    deed: PlantAuthorisation, used: Mapping[Line, Used], to: Addresses, on: date, plant: Plant, *, may_edit: bool
) -> dict[str, Any]:
    def link(route: str, *args: object) -> str:
        return to.to(route, plant.code, deed.pk, *args) if may_edit else ""

    printed = waste_codes.printed([row.waste_code for row in deed.wastes.all()])

    return {
        "kind": deed.get_kind_display(),
        "number": deed.number,
        "issued_by": deed.issued_by,
        "issued_on": deed.issued_on,
        "valid_from": deed.valid_from,
        "valid_to": deed.valid_to,
        "state": validity(deed.valid_from, deed.valid_to, on),
        "groups": [_group(row, link, on) for row in sorted(deed.groups.all(), key=lambda row: (row.code, row.pk))],
        "lines": [
            {"code": printed[row.waste_code], **_line(row, used, link, on)}
            for row in sorted(deed.wastes.all(), key=lambda row: (row.waste_code, row.operation, row.pk))
        ],
        "end_href": link("end-deed"),
        "line_href": link("new-line"),
        "group_href": link("new-group"),
    }


def _group(row: AuthorisedGroup, link: Any, on: date) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "operation": row.operation or _("all operations"),
        "quantity": stated(row),
        "days": days(row),
        "state": validity(row.valid_from, row.valid_to, on) if row.valid_from or row.valid_to else None,
        "href": link("group-quantity", row.pk),
    }


def _line(row: AuthorisedWaste, used: Mapping[Line, Used], link: Any, on: date) -> dict[str, Any]:
    holds = (row.valid_from or on) <= on <= (row.valid_to or on)
    so_far = used.get((row.waste_code, row.operation), Used()) if holds else Used()
    limit = row.yearly_quantity_t
    taken = so_far.delivered + so_far.reserved
    return {
        "operation": row.operation,
        "quantity": stated(row),
        "group": row.group.code if row.group else "",
        "days": days(row),
        "holds": holds,
        "approved": say_quantity(so_far.approved, "t") if so_far.approved else "",
        "delivered": say_quantity(so_far.delivered, "t") if so_far.delivered else "",
        "reserved": say_quantity(so_far.reserved, "t") if so_far.reserved else "",
        "part": percent(taken, limit),
        "left": say_quantity(limit - taken, "t") if limit is not None and holds else "",
        "over": bool(limit is not None and so_far.approved > limit),
        "href": link("line-quantity", row.pk),
        "end_href": link("end-line", row.pk),
    }


def stated(row: AuthorisedWaste | AuthorisedGroup) -> str:
    """A quantity as the paper says it, with the tonnes where it says something else."""
    if row.yearly_quantity_t is None:
        return _("no limit stated")
    tonnes = say_quantity(row.yearly_quantity_t, "t")
    if row.stated_quantity is None or row.unit == "t":
        return tonnes
    return f"{say_number(row.stated_quantity)} {UNITS[row.unit]} ({tonnes})"


def days(row: AuthorisedWaste | AuthorisedGroup) -> dict[str, date | None] | None:
    """Own days of a line, where it has some."""
    return {"first": row.valid_from, "last": row.valid_to} if row.valid_from or row.valid_to else None


def percent(taken: Decimal, limit: Decimal | None) -> int | None:
    """How much of a limit is taken, 0 to 100; None without a limit."""
    return min(100, round(100 * taken / limit)) if limit else None


def carrier_rows(carriers: Iterable[Any], to: Addresses, on: date) -> list[dict[str, Any]]:
    """The list of carriers."""
    return [
        {
            "name": row.name,
            "albo": row.albo_number,
            "href": to.to("carrier", row.pk),
            "fleet": row.fleet,
            "ends": row.ends,
            "state": _carrier_state(row, on),
        }
        for row in carriers
    ]


def _carrier_state(row: Any, on: date) -> State:
    if not row.is_active:
        return State(_("out of use"), "calm")
    return validity(None, row.ends, on) if row.holding else State(_("not enrolled"), "bad")


def enrolments(carrier: Carrier, on: date) -> list[dict[str, Any]]:
    """The enrolments of a carrier, the newest first; one statement."""
    return [
        {
            "category": row.get_category_display(),
            "albo_class": row.albo_class,
            "first": row.valid_from,
            "last": row.valid_to,
            "state": validity(row.valid_from, row.valid_to, on),
        }
        for row in carrier.enrolments.order_by("-valid_to", "category")
    ]


def vehicles(carrier: Carrier, to: Addresses, on: date, *, may_edit: bool) -> list[dict[str, Any]]:
    """The vehicles of a carrier, those in use first; one statement."""
    return [
        {
            "plate": row.plate,
            "adr_until": row.adr_until,
            "adr": validity(None, row.adr_until, on) if row.adr_until else State(_("no ADR"), "calm"),
            "is_active": row.is_active,
            "toggle_href": to.to("toggle-vehicle", carrier.pk, row.pk) if may_edit else "",
        }
        for row in carrier.vehicles.order_by("-is_active", "plate")
    ]


def stop_rows(stops: Iterable[DeliveryStop], to: Addresses, on: date, *, may_stop: bool) -> list[dict[str, Any]]:
    """Stops of deliveries; those that ended cannot be lifted."""
    return [
        {
            "who": stop.customer.name if stop.customer else _("everybody"),
            "who_href": to.customer(stop.customer.code) if stop.customer else "",
            "plant": f"{stop.plant.code} {stop.plant.name}" if stop.plant else _("every plant"),
            "reason": stop.reason,
            "from_on": stop.from_on,
            "until_on": stop.until_on,
            "state": stop_state(stop, on),
            "lift_href": to.to("lift-stop", stop.pk) if may_stop and not has_ended(stop, on) else "",
        }
        for stop in stops
    ]


def has_ended(stop: DeliveryStop, on: date) -> bool:
    """Whether its last day has passed."""
    return stop.until_on is not None and stop.until_on < on


def stop_state(stop: DeliveryStop, on: date) -> State:
    """Whether it stops anything today."""
    if has_ended(stop, on):
        return State(_("ended"), "calm")
    return State(_("coming"), "wait") if stop.from_on > on else State(pgettext("plant", "stopped"), "bad")
