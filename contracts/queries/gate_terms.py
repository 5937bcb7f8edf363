"""Which numbers apply at the gate on a day: the company's newest row, else the factory's."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from contracts.queries import compiled, parts
from contracts.rules.facts import Carriage, GateTerms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FACTORY: Final = Path(__file__).resolve().parent.parent / "policy" / "gate.toml"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The company's own rows, newest first: asked once for many days."""

    rows: tuple[tuple[date, Decimal, int], ...]

    def on(self, day: date) -> GateTerms:
        """What applies on that day."""
        carriage = _carriage(day)
        for valid_from, tolerance, days in self.rows:
            if valid_from <= day:
                return GateTerms(tolerance, days, carriage)
        row = _in_force(factory()["terms"], day)
        return GateTerms(Decimal(row["tolerance_percent"]), row["reservation_days"], carriage)


def gate_terms_of(company_id: int) -> Chosen:
    """Every row of the company, in one statement."""
    (rows,) = compiled.together(parts.POLICIES, company_id)
    return chosen(rows)


def chosen(rows: Sequence[Sequence[Any]]) -> Chosen:
    """The rows of the part `policies`."""
    return Chosen(tuple((valid_from, tolerance, days) for valid_from, tolerance, days in rows))


def gate_terms(company_id: int, *, on: date) -> GateTerms:
    """What applies in the company on that day."""
    return gate_terms_of(company_id).on(on)


@cache
def factory() -> dict[str, Any]:
    """The file that ships with the product; it does not change while the program runs."""
    return tomllib.loads(FACTORY.read_text(encoding="utf-8"))


def _carriage(day: date) -> Carriage:
    row = _in_force(factory()["carriage"], day)
    return Carriage(tuple(row["urban"]), tuple(row["special"]), tuple(row["hazardous"]))


def _in_force(rows: Sequence[dict[str, Any]], day: date) -> dict[str, Any]:
    """The newest row that has begun; before all of them, the oldest."""
    begun = [row for row in rows if row["valid_from"] <= day]
    return max(begun, key=lambda row: row["valid_from"]) if begun else rows[0]
