"""The days on which an office is closed beside holidays, as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from cases.rules.tables.columns import Field, Kind
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.plain import value_from_plain
from cases.rules.tables.reading import Part

A_DAY = Field(code="day", kind=Kind.DATE)


def read_closings(content: Mapping[str, object]) -> Mapping[date, str]:
    """Day -> why closed. Raises TableInvalid with every error by line."""
    problems: list[TableError] = []
    part = Part(content, problems)
    lines = part.parts("closing_days")
    part.close()
    days: dict[date, str] = {}
    for number, line in enumerate(lines, 1):
        line.row = str(number)
        given = line.take("day", "")
        day = line.attempt(partial(value_from_plain, given, A_DAY), column="day")
        name = line.text("name", required=False)
        line.close()
        if isinstance(day, date):
            if day in days:
                problems.append(TableError("table.repeated", row=line.row, column="day", key=day.isoformat()))
            days[day] = name
    if problems:
        raise TableInvalid(problems)
    return days
