"""The limits of a plant as its page lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desk.formats import say_number
from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from desk.presenting.addresses import Addresses
    from registry.models import AcceptanceLimit


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit; `coming` where its first day is ahead."""

    analyte: str
    code: str
    bounds: str
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    coming: bool
    end: str


def limit_rows(rows: Sequence[AcceptanceLimit], to: Addresses, on: date, *, may_edit: bool) -> list[LimitRow]:
    """Each limit in words; `end` where one may end it."""
    return [
        LimitRow(
            analyte=row.analyte,
            code=display(row.waste_code, hazardous=False) if len(row.waste_code) == len("170504") else row.waste_code,
            bounds=_bounds(row),
            unit=row.unit,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
            coming=row.valid_from > on,
            end=to.to("end-limit", row.plant.code, row.pk) if may_edit and row.valid_to is None else "",
        )
        for row in rows
    ]


def _bounds(row: AcceptanceLimit) -> str:
    """`≤ 1.000`, `6 – 9`, `≥ 55`."""
    if row.least is not None and row.most is not None:
        return f"{say_number(row.least)} – {say_number(row.most)}"
    if row.most is not None:
        return f"≤ {say_number(row.most)}"
    return f"≥ {say_number(row.least)}" if row.least is not None else ""
