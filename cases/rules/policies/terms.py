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
EARLIEST: Final = 365


def read_term(content: Mapping[str, object]) -> Term:
    """The term that a content states. Raises TableInvalid."""
    problems: list[TableError] = []
    part = Part(content, problems)
    amount, unit = part.take("amount"), part.one_of("unit", Unit)
    rolls = part.one_of("rolls", Rolls) if "rolls" in part.left else Rolls.NONE
    remind = _remind(part.take("remind"), problems)
    part.text("source", required=False)
    part.close()
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= LONGEST:
        problems.append(PolicyError("policy.amount", column="amount", low=1, high=LONGEST))
    if unit is not None and unit not in UNITS:
        problems.append(PolicyError("policy.unit", column="unit"))
    if problems or not isinstance(amount, int) or unit is None or rolls is None:
        raise TableInvalid(problems)
    return Term(amount=amount, unit=unit, rolls=rolls, remind=remind)


def _remind(days: object, problems: list[TableError]) -> tuple[int, ...] | None:
    """The days before the last one on which people are reminded, the earliest first; None where nothing is said."""
    if days is None:
        return None
    found = days if isinstance(days, list) else [days]
    if any(isinstance(day, bool) or not isinstance(day, int) or not 0 < day <= EARLIEST for day in found):
        problems.append(PolicyError("policy.remind", column="remind", high=EARLIEST))
        return None
    return tuple(sorted(set(found), reverse=True))
