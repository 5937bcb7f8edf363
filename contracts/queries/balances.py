"""For the doctor: do the yearly sums agree with the reservations and movements they sum up?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from contracts.models import ApprovalYear, Movement, PlantYear, Reservation

if TYPE_CHECKING:
    from collections.abc import Iterable

Sums = tuple[Decimal, Decimal]
NOTHING: Sums = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Drift:
    """A yearly sum that is not what its parts say; both as (reserved, delivered)."""

    of: str
    kept: Sums
    counted: Sums


@dataclass(frozen=True, slots=True)
class Compared:
    """How many sums there are, kept or counted, and those that do not agree."""

    sums: int
    drifts: tuple[Drift, ...]


def drift(company_id: int) -> list[Drift]:
    """Every sum of the company that does not agree; empty in a healthy database."""
    return list(compared(company_id).drifts)


def compared(company_id: int) -> Compared:
    """Every sum of the company, kept beside counted."""
    lines, plants = _counted(company_id)
    of_lines = ApprovalYear.objects.of(company_id).values_list("line", "year", "reserved_t", "delivered_t")
    kept_lines = {f"{line}/{year}": (reserved, delivered) for line, year, reserved, delivered in of_lines}
    of_plants = PlantYear.objects.of(company_id).values_list(
        "plant_id", "waste_code", "operation", "year", "reserved_t", "delivered_t"
    )
    kept_plants = {f"{plant}:{code}:{op}/{year}": (r, d) for plant, code, op, year, r, d in of_plants}
    drifts = (*_apart("approval", kept_lines, lines), *_apart("plant", kept_plants, plants))
    return Compared(len(kept_lines.keys() | lines.keys()) + len(kept_plants.keys() | plants.keys()), drifts)


def _apart(what: str, kept: dict[str, Sums], counted: dict[str, Sums]) -> Iterable[Drift]:
    for key in sorted(kept.keys() | counted.keys()):
        pair = kept.get(key, NOTHING), counted.get(key, NOTHING)
        if pair[0] != pair[1]:
            yield Drift(f"{what} {key}", *pair)


def _counted(company_id: int) -> tuple[dict[str, Sums], dict[str, Sums]]:
    lines: defaultdict[str, Sums] = defaultdict(lambda: NOTHING)
    plants: defaultdict[str, Sums] = defaultdict(lambda: NOTHING)
    for line, year, reserved, delivered in _parts(company_id):
        for sums, key in ((lines, line), (plants, line.split(":", 2)[2])):
            code_first = key if sums is lines else _plant_key(key)
            before = sums[f"{code_first}/{year}"]
            sums[f"{code_first}/{year}"] = (before[0] + reserved, before[1] + delivered)
    return dict(lines), dict(plants)


def _parts(company_id: int) -> Iterable[tuple[str, int, Decimal, Decimal]]:
    open_ones = Reservation.objects.of(company_id).filter(state=Reservation.State.RESERVED)
    for line, on, quantity in open_ones.values_list("approval__line", "on", "quantity_t").iterator():
        yield line, on.year, quantity, Decimal(0)
    loads = Movement.objects.of(company_id).filter(reversed_at__isnull=True)
    for line, on, weight in loads.values_list("approval__line", "on", "weight_t").iterator():
        yield line, on.year, Decimal(0), weight


def _plant_key(rest_of_line: str) -> str:
    """`170504:7:R5`, the end of a line, as `7:170504:R5`."""
    code, plant, operation = rest_of_line.split(":")
    return f"{plant}:{code}:{operation}"
