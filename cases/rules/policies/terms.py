"""The term of a clock, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cases.rules.calendars import Rolls
from cases.rules.policies.errors import PolicyError
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.reading import Part
from cases.rules.terms import Term, Unit

UNITS: Final = (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS)
LONGEST: Final = 3_660


def read_term(content: Mapping[str, object]) -> Term:
    """The term that a content states. Raises TableInvalid."""
    problems: list[TableError] = []
    part = Part(content, problems)
    amount, unit = part.take("amount"), part.one_of("unit", Unit)
    rolls = part.one_of("rolls", Rolls) if "rolls" in part.left else Rolls.NONE
    part.text("source", required=False)
    part.close()
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= LONGEST:
        problems.append(PolicyError("policy.amount", column="amount", low=1, high=LONGEST))
    if unit is not None and unit not in UNITS:
        problems.append(PolicyError("policy.unit", column="unit"))
    if problems or not isinstance(amount, int) or unit is None or rolls is None:
        raise TableInvalid(problems)
    return Term(amount=amount, unit=unit, rolls=rolls)
