"""Carriers, their enrolments in the Albo, their vehicles. Duty: contracts.edit_carrier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.duties import EDIT_CARRIER
from contracts.models import Carrier, Enrolment, Vehicle
from contracts.models.carrier import ALBO_NUMBER, plain_plate
from registry.duties import require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date

    from registry.actors import Actor


def register_carrier(*, actor: Actor, name: str, albo_number: str, vat_number: str = "") -> Carrier:
    """A new carrier. Raises ValidationError by field (an Albo number in use included), DutyMissing."""
    require(actor, EDIT_CARRIER)
    number = albo_number.strip().upper()
    if not re.fullmatch(ALBO_NUMBER, number):
        wrong = ValidationError(_("Write the Albo number as two letters, a stroke and six digits: BO/001234."))
        raise ValidationError({"albo_number": wrong})
    carrier = Carrier(company_id=actor.company_id, name=name.strip(), albo_number=number, vat_number=vat_number.strip())
    carrier.full_clean()
    signed(carrier, by=actor, reason="registered").save()
    return carrier


def enrol(
    carrier: Carrier, *, actor: Actor, category: str, albo_class: str, valid_from: date, valid_to: date
) -> Enrolment:
    """A category of the Albo with its class and days. Raises ValidationError by field, DutyMissing."""
    require(actor, EDIT_CARRIER)
    carrier = Carrier.objects.of(actor.company_id).get(pk=carrier.pk)
    if valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day comes before the first.")})
    enrolment = Enrolment(
        company_id=actor.company_id,
        carrier=carrier,
        category=category,
        albo_class=albo_class.strip().upper(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    enrolment.full_clean()
    signed(enrolment, by=actor, reason="enrolled").save()
    return enrolment


def add_vehicle(carrier: Carrier, *, actor: Actor, plate: str, adr_until: date | None = None) -> Vehicle:
    """A vehicle of the carrier. Raises ValidationError by field (a plate in use included), DutyMissing."""
    require(actor, EDIT_CARRIER)
    carrier = Carrier.objects.of(actor.company_id).get(pk=carrier.pk)
    vehicle = Vehicle(company_id=actor.company_id, carrier=carrier, plate=plain_plate(plate), adr_until=adr_until)
    vehicle.full_clean()
    signed(vehicle, by=actor, reason="added").save()
    return vehicle


def set_in_use(row: Carrier | Vehicle, *, actor: Actor, is_active: bool, reason: str = "") -> None:
    """Put a carrier or a vehicle out of use, or back. Raises DutyMissing."""
    require(actor, EDIT_CARRIER)
    found = type(row).objects.of(actor.company_id).get(pk=row.pk)
    found.is_active = is_active
    signed(found, by=actor, reason=reason or ("back in use" if is_active else "out of use")).save()


def amend_carrier(carrier: Carrier, *, actor: Actor, name: str, vat_number: str = "") -> Carrier:
    """Another name or VAT number; the Albo number is who it is. Raises ValidationError by field, DutyMissing."""
    require(actor, EDIT_CARRIER)
    found = Carrier.objects.of(actor.company_id).get(pk=carrier.pk)
    found.name, found.vat_number = name.strip(), vat_number.strip()
    found.full_clean()
    signed(found, by=actor, reason="amended").save()
    return found


def certify_vehicle(vehicle: Vehicle, *, actor: Actor, adr_until: date | None) -> Vehicle:
    """The last day of its ADR certificate; None: it has none any more. Raises DutyMissing."""
    require(actor, EDIT_CARRIER)
    found = Vehicle.objects.of(actor.company_id).get(pk=vehicle.pk)
    found.adr_until = adr_until
    signed(found, by=actor, reason="certified").save()
    return found
