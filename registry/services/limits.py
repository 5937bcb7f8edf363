"""What a plant accepts of a substance: written, ended, and brought in from a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.duties import EDIT_PLANT, require
from registry.history import signed
from registry.models import AcceptanceLimit, Plant
from registry.queries.limit_tables import limits_in
from registry.services.importing.cells import amount, code, day, text
from registry.services.importing.kinds import ADDED, CHANGED, UNCHANGED, Column, Kind, Row, Run
from registry.services.importing.sheets import Cell

KEY: Final = ("waste_code", "analyte", "unit")
WRITTEN: Final = ("least", "most", "valid_to", "source")


class LimitFields(TypedDict, total=False):
    """A limit as it is typed; `valid_to` is its last good day."""

    waste_code: str
    analyte: str
    unit: str
    least: Decimal | None
    most: Decimal | None
    valid_from: date | None
    valid_to: date | None
    source: str


@transaction.atomic
def set_limit(plant: Plant, *, actor: Actor, **fields: Unpack[LimitFields]) -> AcceptanceLimit:
    """A limit of a plant from a day on; the one before it for the same substance ends the day before.

    Raises ValidationError by field, DutyMissing.
    """
    require(actor, EDIT_PLANT)
    clean = _checked(fields)
    mine = AcceptanceLimit.objects.of(actor.company_id).select_for_update(of=("self",))
    plant = Plant.objects.of(actor.company_id).get(pk=plant.pk)
    same = mine.filter(plant=plant, **{name: clean[name] for name in KEY})
    if same.filter(valid_from__gt=clean["valid_from"]).exists():
        raise ValidationError({"valid_from": _("A later limit for this substance is there already: end that first.")})
    found = same.filter(valid_from=clean["valid_from"]).first()
    if found is None:
        _end_before(same, clean["valid_from"], actor)
        found = AcceptanceLimit(company_id=actor.company_id, plant=plant)
    vars(found).update(clean)
    signed(found, by=actor, reason="written").save()
    return found


@transaction.atomic
def take_over(
    plant: Plant, table: str, chosen: Collection[str], *, actor: Actor, valid_from: date | None, waste_code: str = ""
) -> list[AcceptanceLimit]:
    """The chosen rows of a supplied table, as they are good on that day, as limits of a plant from then on.

    Raises ValidationError by field, DutyMissing; then none is written.
    """
    if valid_from is None:
        raise ValidationError({"valid_from": _("Fill this in.")})
    rows = [row for row in limits_in(table, valid_from) if row.code in chosen]
    if not rows:
        raise ValidationError({"chosen": _("Choose at least one row that is in force on that day.")})
    return [
        set_limit(
            plant,
            actor=actor,
            waste_code=waste_code,
            analyte=row.analyte,
            unit=row.unit,
            most=row.most,
            valid_from=valid_from,
            source=row.source,
        )
        for row in rows
    ]


@transaction.atomic
def end_limit(limit: AcceptanceLimit, *, actor: Actor, valid_to: date, reason: str = "") -> AcceptanceLimit:
    """Its last good day. Raises ValidationError by field, DutyMissing."""
    require(actor, EDIT_PLANT)
    locked = AcceptanceLimit.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=limit.pk)
    if valid_to < locked.valid_from:
        raise ValidationError({"valid_to": _("The limit began later: choose a day from its first one on.")})
    locked.valid_to = valid_to
    signed(locked, by=actor, reason=reason or "ended").save()
    return locked


def _end_before(same: Any, first: date, actor: Actor) -> None:
    for older in same.filter(valid_to__isnull=True) | same.filter(valid_to__gte=first):
        older.valid_to = first - timedelta(days=1)
        signed(older, by=actor, reason="followed by another").save()


def _checked(fields: LimitFields) -> dict[str, Any]:
    clean: dict[str, Any] = {
        "waste_code": str(fields.get("waste_code") or "").strip(),
        "analyte": " ".join(str(fields.get("analyte") or "").split()),
        "unit": " ".join(str(fields.get("unit") or "").split()),
        "source": str(fields.get("source") or "").strip(),
        **{name: fields.get(name) for name in ("least", "most", "valid_from", "valid_to")},
    }
    wrong = dict(_wrong(clean))
    if wrong:
        raise ValidationError(wrong)
    return clean


def _wrong(clean: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name in ("analyte", "unit", "valid_from"):
        if not clean[name]:
            yield name, _("Fill this in.")
    if clean["waste_code"] and not (clean["waste_code"].isdecimal() and len(clean["waste_code"]) in (2, 4, 6)):
        yield "waste_code", _("Write two, four or six digits: 17, 1705 or 170504. Empty: every waste.")
    if clean["least"] is None and clean["most"] is None:
        yield "most", _("State at least one of the two bounds.")
    elif None not in (clean["least"], clean["most"]) and clean["least"] > clean["most"]:
        yield "least", _("The lower bound is above the upper one.")
    if clean["valid_from"] and clean["valid_to"] and clean["valid_to"] < clean["valid_from"]:
        yield "valid_to", _("The last day lies before the first.")


def chapter(cell: Cell) -> str:
    """`17`, `17 05` or `17 05 04*`, as digits."""
    return "".join(each for each in text(cell) if each.isdigit())


def _unit(cell: Cell) -> str:
    """As written; a lone hyphen is the unit of what has none, such as pH."""
    return str(cell).strip()


COLUMNS: Final = (
    Column("plant", _("the plant's code"), code, needed=True),
    Column(
        "waste_code",
        _("six digits, or the first two or four, as text; empty: every waste"),
        chapter,
    ),
    Column("analyte", _("substance; other names after a stroke: Piombo / Pb"), needed=True),
    Column("unit", _("unit: mg/kg, mg/kg s.s., mg/l, % ..."), _unit, needed=True),
    Column("least", _("lower bound, accepted itself"), amount),
    Column("most", _("upper bound, accepted itself"), amount),
    Column("valid_from", _("first day"), day, needed=True),
    Column("valid_to", _("last day"), day),
    Column("source", _("the deed or the table it is taken from")),
)


def take(row: Row, run: Run) -> str:
    """Write a limit; the same plant, code, substance, unit and first day is the same limit."""
    plant = Plant.objects.of(run.actor.company_id).filter(code=row["plant"]).first()
    if plant is None:
        raise ValidationError({"plant": _("There is no plant with this code: import the plants first.")})
    fields: Any = {name: value for name, value in row.items() if name != "plant"}
    key = {name: fields.get(name, "") for name in KEY} | {"valid_from": row["valid_from"]}
    found = AcceptanceLimit.objects.of(run.actor.company_id).filter(plant=plant, **key).first()
    before = _values(found) if found else None
    kept = {name: getattr(found, name) for name in WRITTEN} if found else {}
    done = set_limit(plant, actor=run.actor, **{**kept, **fields})
    if before is None:
        return ADDED
    return UNCHANGED if _values(done) == before else CHANGED


def rows(company_id: int) -> Iterable[tuple[Any, ...]]:
    """Every limit, past ones included."""
    found = AcceptanceLimit.objects.of(company_id).order_by("plant__code", "waste_code", "analyte", "valid_from")
    yield from found.values_list(
        *("plant__code" if column.name == "plant" else column.name for column in COLUMNS)
    ).iterator(chunk_size=1_000)


def _values(limit: AcceptanceLimit) -> tuple[Any, ...]:
    return tuple(getattr(limit, name) for name in WRITTEN)


KIND: Final = Kind(code="limits", label=_("Acceptance limits"), columns=COLUMNS, take=take, rows=rows)
