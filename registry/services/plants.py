"""Plants and their authorisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_PLANT, require
from registry.history import signed
from registry.models import AuthorisedWaste, Plant, PlantAuthorisation, WasteCode
from registry.models.customer import RENTRI_UNIT
from registry.models.plant import OPERATION, AuthorisationKind


class PlantFields(TypedDict, total=False):
    """What may be written about a plant besides its code and name."""

    address: str
    postal_code: str
    city: str
    province: str
    rentri_unit: str


class Deed(TypedDict, total=False):
    """The paper behind an authorisation; `valid_to` is its last good day."""

    kind: str
    number: str
    issued_by: str
    issued_on: date | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class WasteLine:
    """A waste code allowed for one operation, up to a quantity a year (None: none stated)."""

    waste_code: str
    operation: str
    yearly_quantity_t: Decimal | None = None


def register_plant(*, actor: Actor, code: str, name: str, **fields: Unpack[PlantFields]) -> Plant:
    """A new plant of the actor's company. Raises ValidationError by field (a code in use included), DutyMissing."""
    require(actor, EDIT_PLANT)
    clean = validation.checked(
        {
            "code": partial(validation.required, code),
            "name": partial(validation.required, name),
            "postal_code": partial(validation.postal_code, fields.get("postal_code", "")),
            "province": partial(validation.province, fields.get("province", "")),
            "rentri_unit": partial(validation.rentri_unit, fields.get("rentri_unit", ""), pattern=RENTRI_UNIT),
        }
    )
    plant = Plant(company_id=actor.company_id, **(dict(fields) | clean))
    plant.full_clean()
    signed(plant, by=actor, reason="registered").save()
    return plant


@transaction.atomic
def authorise(plant: Plant, *, actor: Actor, wastes: Iterable[WasteLine], **deed: Unpack[Deed]) -> PlantAuthorisation:
    """Record an authorisation of the plant with all its lines. Raises ValidationError by field, DutyMissing.

    Every code must be on the waste list on some day of the authorisation, unless the list is not loaded.
    """
    require(actor, EDIT_PLANT)
    plant = Plant.objects.of(actor.company_id).get(pk=plant.pk)
    lines = tuple(wastes)
    validation.checked(
        {
            "kind": partial(_kind, deed.get("kind", "")),
            "number": partial(validation.required, deed.get("number", "")),
            "valid_to": partial(_period, deed),
            "wastes": partial(_lines, lines, deed),
        }
    )
    authorisation = PlantAuthorisation(company_id=actor.company_id, plant=plant, **deed)
    authorisation.full_clean()
    signed(authorisation, by=actor, reason="recorded").save()
    for line in lines:
        row = AuthorisedWaste(
            company_id=actor.company_id,
            authorisation=authorisation,
            waste_code=line.waste_code,
            operation=line.operation,
            yearly_quantity_t=line.yearly_quantity_t,
        )
        signed(row, by=actor, reason="recorded").save()
    return authorisation


@transaction.atomic
def end_authorisation(
    authorisation: PlantAuthorisation, *, actor: Actor, valid_to: date, reason: str
) -> PlantAuthorisation:
    """Shorten or extend an authorisation; `valid_to` is its last good day. Raises ValidationError before it begins."""
    require(actor, EDIT_PLANT)
    locked = PlantAuthorisation.objects.of(actor.company_id).select_for_update().get(pk=authorisation.pk)
    validation.checked({"valid_to": partial(_period, Deed(valid_from=locked.valid_from, valid_to=valid_to))})
    locked.valid_to = valid_to
    signed(locked, by=actor, reason=reason).save()
    return locked


def _kind(text: str) -> str:
    if text not in AuthorisationKind.values:
        raise ValidationError(_("Choose the kind of authorisation from the list."), code="kind")
    return text


def _period(deed: Deed) -> None:
    first, last = deed.get("valid_from"), deed.get("valid_to")
    if first is None:
        raise ValidationError(_("The first day of validity is needed."), code="required")
    if last is not None and last < first:
        raise ValidationError(_("The last day of validity comes before the first."), code="period")


def _lines(lines: tuple[WasteLine, ...], deed: Deed) -> None:
    """All that is wrong with the lines, each named by its code."""
    errors = [error for line in lines for error in _line_errors(line)]
    pairs = [(line.waste_code, line.operation) for line in lines]
    errors += [
        _error("twice", _("%(code)s with %(operation)s is listed twice."), code=code, operation=operation)
        for code, operation in sorted({pair for pair in pairs if pairs.count(pair) > 1})
    ]
    errors += [
        _error("not_on_the_list", _("%(code)s is not on the waste list in that period."), code=code)
        for code in _unlisted({line.waste_code for line in lines}, deed)
    ]
    if not lines:
        errors.append(_error("required", _("List at least one waste code.")))
    if errors:
        raise ValidationError(errors)


def _line_errors(line: WasteLine) -> list[ValidationError]:
    errors = []
    if not re.fullmatch(r"[0-9]{6}", line.waste_code):
        message = _("%(code)s is not a waste code: write its six digits.")
        errors.append(_error("waste_code", message, code=line.waste_code))
    if not re.fullmatch(OPERATION, line.operation):
        message = _("%(code)s: %(operation)s is not an operation; write R1 to R13 or D1 to D15.")
        errors.append(_error("operation", message, code=line.waste_code, operation=line.operation))
    if line.yearly_quantity_t is not None and line.yearly_quantity_t < 0:
        errors.append(_error("quantity", _("%(code)s: the yearly quantity is below zero."), code=line.waste_code))
    return errors


def _unlisted(codes: set[str], deed: Deed) -> list[str]:
    if not WasteCode.objects.exists():
        return []
    listed = WasteCode.objects.filter(code__in=codes)
    if last := deed.get("valid_to"):
        listed = listed.filter(valid_from__lte=last)
    known = {row.code for row in listed if row.valid_to is None or row.valid_to >= deed.get("valid_from", row.valid_to)}
    return sorted(code for code in codes - known if re.fullmatch(r"[0-9]{6}", code))


def _error(code: str, message: Any, /, **params: str) -> ValidationError:
    return ValidationError(message, code=code, params=params)
