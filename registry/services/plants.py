"""Plants and their authorisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_PLANT, require
from registry.history import signed
from registry.models import Plant, PlantAuthorisation
from registry.models.customer import RENTRI_UNIT
from registry.models.plant import AuthorisationKind
from registry.services.authorised import GroupLine, WasteLine, add_group, check_lines, write_line


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


def register_plant(*, actor: Actor, code: str, name: str, **fields: Unpack[PlantFields]) -> Plant:
    """A new plant of the actor's company. Raises ValidationError by field (a code in use included), DutyMissing."""
    require(actor, EDIT_PLANT)
    checks = {"code": partial(validation.required, code), **_plant_checks({"name": name, **fields})}
    clean = validation.checked(checks)
    plant = Plant(company_id=actor.company_id, **(dict(fields) | clean))
    plant.full_clean()
    signed(plant, by=actor, reason="registered").save()
    return plant


@transaction.atomic
def change_plant(
    plant: Plant, *, actor: Actor, name: str | None = None, is_active: bool | None = None, **fields: Unpack[PlantFields]
) -> Plant:
    """Write these fields of a plant, leave the others; its code stays. Raises ValidationError by field, DutyMissing."""
    require(actor, EDIT_PLANT)
    locked = Plant.objects.of(actor.company_id).select_for_update().get(pk=plant.pk)
    wanted = {"name": locked.name if name is None else name, **_fields_of(locked), **fields}
    clean: dict[str, Any] = dict(wanted) | validation.checked(_plant_checks(wanted))
    if is_active is not None:
        clean["is_active"] = is_active
    changed = {key: value for key, value in clean.items() if getattr(locked, key) != value}
    if changed:
        vars(locked).update(changed)
        signed(locked, by=actor, reason="changed").save()
    return locked


@transaction.atomic
def authorise(
    plant: Plant,
    *,
    actor: Actor,
    wastes: Iterable[WasteLine],
    groups: Iterable[GroupLine] = (),
    **deed: Unpack[Deed],
) -> PlantAuthorisation:
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
            "wastes": partial(check_lines, lines, deed.get("valid_from"), deed.get("valid_to")),
        }
    )
    authorisation = PlantAuthorisation(company_id=actor.company_id, plant=plant, **deed)
    authorisation.full_clean()
    signed(authorisation, by=actor, reason="recorded").save()
    for group in groups:
        add_group(authorisation, group, actor=actor)
    for line in lines:
        write_line(authorisation, line, actor=actor)
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


def _fields_of(plant: Plant) -> dict[str, Any]:
    return {name: getattr(plant, name) for name in PlantFields.__annotations__}


def _plant_checks(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": partial(validation.required, wanted["name"]),
        "postal_code": partial(validation.postal_code, wanted.get("postal_code", "")),
        "province": partial(validation.province, wanted.get("province", "")),
        "rentri_unit": partial(validation.rentri_unit, wanted.get("rentri_unit", ""), pattern=RENTRI_UNIT),
    }
