"""The guards of a request."""

from __future__ import annotations

from typing import Any

from cases.rules.refusals import Refusal


def code_is_valid(facts: Any) -> Refusal | None:
    """The waste code is in the European list."""
    return (
        None if facts.code_exists else Refusal("code_not_valid", "{code} is no code", params={"code": facts.waste_code})
    )


def quantities_are_stated(facts: Any) -> Refusal | None:
    """Quantities per year and per delivery are stated and agree."""
    year, delivery = facts.quantity_per_year, facts.quantity_per_delivery
    if year is None or delivery is None or delivery <= year:
        return None
    return Refusal(
        "delivery_over_year", "{delivery} t is more than {year} t", params={"delivery": delivery, "year": year}
    )


def analysis_is_attached(facts: Any) -> Refusal | None:
    """A mirror entry has its analysis."""
    return Refusal("analysis_missing", "The analysis is missing.") if facts.is_mirror else None
