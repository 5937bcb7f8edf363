"""Plants and what they are authorised for from a file; deeds are found again by plant, kind, number and first day."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import AuthorisedWaste, Plant, PlantAuthorisation
from registry.services.authorised import WasteLine, add_waste, change_quantity
from registry.services.importing.cells import amount, code, day, flag, text, waste_code
from registry.services.importing.kinds import ADDED, CHANGED, UNCHANGED, Column, Kind, Row, Run
from registry.services.plants import authorise, change_plant, end_authorisation, register_plant

PLANT_COLUMNS: Final = (
    Column("code", _("the plant's code: the key of a row"), needed=True),
    Column("name", _("name"), needed=True),
    Column("address", _("street and number")),
    Column("postal_code", _("postal code; in a spreadsheet as text")),
    Column("city", _("town")),
    Column("province", _("two letters")),
    Column("rentri_unit", _("RENTRI unit")),
    Column("is_active", _("at work: 1 or 0"), flag),
)
PERMIT_COLUMNS: Final = (
    Column("plant", _("the plant's code"), needed=True),
    Column("kind", _("kind of authorisation under its RENTRI code: AIA, RecSmalArt208 ..."), needed=True),
    Column("number", _("number of the deed"), needed=True),
    Column("issued_by", pgettext_lazy("authorisation", "authority")),
    Column("issued_on", _("day of the deed"), day),
    Column("valid_from", _("first day"), day, needed=True),
    Column("valid_to", _("last day; empty while there is none"), day),
    Column("waste_code", _("waste code (EER)"), waste_code, needed=True),
    Column("operation", _("R1 to R13, D1 to D15"), code, needed=True),
    Column("quantity", _("quantity a year, as stated; empty where the deed states none"), amount),
    Column("unit", _("t, kg or m3; t where there is none"), text),
    Column("tonnes_per_m3", _("tonnes a cubic metre weighs, where the unit is m3"), amount),
)


def take_plant(row: Row, run: Run) -> str:
    """Register or change a plant."""
    values = dict(row)
    found = Plant.objects.of(run.actor.company_id).filter(code=values.pop("code")).first()
    if found is None:
        is_active = values.pop("is_active", True)
        made = register_plant(actor=run.actor, code=row["code"], **values)
        if not is_active:
            change_plant(made, actor=run.actor, is_active=False)
        return ADDED
    before = _plant_values(found)
    return UNCHANGED if _plant_values(change_plant(found, actor=run.actor, **values)) == before else CHANGED


def plant_rows(company_id: int) -> Iterable[tuple[Any, ...]]:
    """Every plant, by code."""
    yield from Plant.objects.of(company_id).order_by("code").values_list(*(column.name for column in PLANT_COLUMNS))


def take_permit(row: Row, run: Run) -> str:
    """Record a line of a deed, the deed with it when it is new; another quantity or last day is a correction."""
    plant = Plant.objects.of(run.actor.company_id).filter(code=row["plant"]).first()
    if plant is None:
        raise ValidationError({"plant": _("There is no plant with this code: import the plants first.")})
    line = WasteLine(
        waste_code=row["waste_code"],
        operation=row["operation"],
        stated=row.get("quantity"),
        unit=row.get("unit") or "t",
        tonnes_per_m3=row.get("tonnes_per_m3"),
    )
    deed = plant.authorisations.filter(kind=row["kind"], number=row["number"], valid_from=row["valid_from"]).first()
    if deed is None:
        paper: Any = {
            name: row[name]
            for name in ("kind", "number", "issued_by", "issued_on", "valid_from", "valid_to")
            if name in row
        }
        authorise(plant, actor=run.actor, wastes=[line], **paper)
        return ADDED
    ended = _ends(deed, row, run)
    became = _line(deed, line, run)
    return CHANGED if ended and became == UNCHANGED else became


def permit_rows(company_id: int) -> Iterable[tuple[Any, ...]]:
    """Every line of every deed as it stands last."""
    lines = AuthorisedWaste.objects.of(company_id).filter(valid_to__isnull=True)
    ordered = lines.order_by(
        "authorisation__plant__code", "authorisation__valid_from", "authorisation_id", "waste_code", "operation"
    )
    deed = ("plant__code", "kind", "number", "issued_by", "issued_on", "valid_from", "valid_to")
    names = [f"authorisation__{name}" for name in deed]
    yield from ordered.values_list(*names, "waste_code", "operation", "stated_quantity", "unit", "tonnes_per_m3")


def _ends(deed: PlantAuthorisation, row: Row, run: Run) -> bool:
    last = row.get("valid_to")
    if last is None or deed.valid_to == last:
        return False
    end_authorisation(deed, actor=run.actor, valid_to=last, reason="imported")
    return True


def _line(deed: PlantAuthorisation, line: WasteLine, run: Run) -> str:
    same = deed.wastes.filter(waste_code=line.waste_code, operation=line.operation, valid_to__isnull=True)
    found = same.order_by("-pk").first()
    if found is None:
        add_waste(deed, line, actor=run.actor)
        return ADDED
    if line.stated is None or _same(found, line):
        return UNCHANGED
    change_quantity(
        found, actor=run.actor, stated=line.stated, unit=line.unit, tonnes_per_m3=line.tonnes_per_m3, reason="imported"
    )
    return CHANGED


def _same(row: AuthorisedWaste, line: WasteLine) -> bool:
    weighs = Decimal(line.tonnes_per_m3) if line.tonnes_per_m3 is not None else None
    return (row.stated_quantity, row.unit, row.tonnes_per_m3) == (line.stated, line.unit, weighs)


def _plant_values(plant: Plant) -> tuple[Any, ...]:
    return tuple(getattr(plant, column.name) for column in PLANT_COLUMNS)


PLANTS: Final = Kind(code="plants", label=_("Plants"), columns=PLANT_COLUMNS, take=take_plant, rows=plant_rows)
PERMITS: Final = Kind(
    code="permits", label=_("Authorised wastes"), columns=PERMIT_COLUMNS, take=take_permit, rows=permit_rows
)
