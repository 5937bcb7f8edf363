"""In which series a delivery note is numbered: the company's dated choice for the plant it leaves, or "DDT"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from contracts.models import NoteSeries

if TYPE_CHECKING:
    from datetime import date

    from registry.models import Plant

FACTORY: Final = "DDT"


@dataclass(frozen=True, slots=True)
class Series:
    """A series and the plant it is for; none: everything that leaves from elsewhere."""

    code: str
    plant: Plant | None = None


def in_force(company_id: int, on: date) -> list[Series]:
    """Every series that a delivery note of a day can have, that of no plant first; one statement."""
    rows = NoteSeries.objects.of(company_id).filter(valid_from__lte=on).select_related("plant").order_by("valid_from")
    latest = {row.plant_id: Series(row.code, row.plant) for row in rows}
    elsewhere = latest.pop(None, Series(FACTORY))
    return [elsewhere, *sorted(latest.values(), key=lambda each: each.plant.code if each.plant else "")]


def series_of(company_id: int, plant_id: int | None, on: date) -> str:
    """That of what leaves a plant, or of what leaves from elsewhere."""
    found = in_force(company_id, on)
    return next((each.code for each in found if each.plant and each.plant.pk == plant_id), found[0].code)


def history(company_id: int) -> list[NoteSeries]:
    """Every choice that was made, the newest first."""
    return list(NoteSeries.objects.of(company_id).select_related("plant").order_by("-valid_from", "-pk"))
