"""Querysets compiled once: every question asks the same few statements, and compiling costs more than asking.

Parts are asked together. PostgreSQL gets one statement for all of them, prepared once per connection; its rows come as
JSON. A list of one value is a plain parameter there, so that the plan made once is as good as one made anew each time;
a longer one is an array. Elsewhere each part is a statement of its own, kept for as many values as were asked, rounded
up to a power of two (the last value is repeated).

`cases.models.kept` has places for single values only: an `__in` reads its list while the statement is compiled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import DateField, DecimalField, QuerySet
from django.db.models.expressions import RawSQL

from cases.models.prepared import execute

Values = Sequence[int] | Sequence[str]
Build = Callable[..., QuerySet[Any, Any]]
Row = Sequence[Any]
Parts = tuple[tuple[Build, tuple[str, ...]], ...]
Convert = Callable[[Iterable[Any]], Iterable[Any]]

COMPANY: Final = -1_000_003
"""Stands for the company while a statement is compiled."""
TEXTS: Final = frozenset({"keys", "codes"})
"""The lists that hold texts; all others hold numbers."""


def together(parts: Parts, company_id: int, **lists: Values) -> list[list[Row]]:
    """The rows of every part, in the order of the parts.

    A part is a module's function `build(company, name=..., ...)` with the names of the lists it uses in an `__in`.
    A part that uses an empty list has no rows.
    """
    if connection.vendor == "postgresql":
        return _at_once(parts, company_id, lists)
    return [_alone(build, company_id, {name: list(lists[name]) for name in names}) for build, names in parts]


def _at_once(parts: Parts, company_id: int, lists: dict[str, Values]) -> list[list[Row]]:
    single = frozenset(name for name, given in lists.items() if len(given) == 1)
    statement, names, dates = _statement(parts, single)
    with connection.cursor() as cursor:
        values = (lists[name][0] if name in single else list(lists[name]) for name in names)
        execute(cursor, statement, [company_id, *values])
        (answer,) = cursor.fetchone()
    found = json.loads(answer, parse_float=Decimal)
    return [_dated(rows or [], columns) for rows, columns in zip(found, dates, strict=True)]


def _dated(rows: list[Any], columns: tuple[int, ...]) -> list[Row]:
    for row in rows:
        for column in columns:
            if row[column] is not None:
                row[column] = date.fromisoformat(row[column])
    return rows


@cache
def _statement(parts: Parts, single: frozenset[str]) -> tuple[str, tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """One statement with numbered parameters (the company, then the lists by name), and where each part has dates."""
    names = tuple(dict.fromkeys(name for _, used in parts for name in used))
    kinds = {name: "text" if name in TEXTS else "bigint" for name in names}
    numbers: dict[Any, str] = {COMPANY: "$1::bigint"}
    for n, name in enumerate(names, start=2):
        numbers[f"<{name}>"] = f"${n}::{kinds[name]}{'' if name in single else '[]'}"
    texts, dates = [], []
    for build, used in parts:
        text, fields = _part(build, used, single, numbers)
        columns = ", ".join(f"c{n}" for n in range(len(fields)))
        texts.append(
            "".join(("(SELECT json_agg(json_build_array(", columns, ")) FROM (", text, ") part(", columns, "))"))
        )
        dates.append(tuple(n for n, field in enumerate(fields) if isinstance(field, DateField)))
    return f"SELECT json_build_array({', '.join(texts)})::text", names, tuple(dates)


def _part(
    build: Build, used: tuple[str, ...], single: frozenset[str], numbers: dict[Any, str]
) -> tuple[str, list[Any]]:
    """The SQL of one part with numbered parameters, and the fields it selects."""
    several = {name: RawSQL("SELECT unnest(%s)", [f"<{name}>"]) for name in used}
    compiler = build(COMPANY, **several).query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    text = text.replace("IN (SELECT unnest(%s))", "= ANY(%s)")
    for name in single.intersection(used):
        text = _plain(text, params, f"<{name}>")
    fields = [expression.output_field for expression, *_ in compiler.select]
    _only_decimals_with_places(fields)
    return text % tuple(numbers[param] if param in numbers else _literal(param) for param in params), fields


def _plain(text: str, params: Sequence[Any], name: str) -> str:
    """Compare with one value where the text compares with an array: `= ANY(%s)` becomes `= %s`."""
    pieces = text.split("%s")
    for position, param in enumerate(params):
        if param == name:
            pieces[position] = pieces[position].removesuffix("ANY(")
            pieces[position + 1] = pieces[position + 1].removeprefix(")")
    return "%s".join(pieces)


def _literal(param: object) -> str:
    """A value that a part itself names. Raises TypeError for anything that is not plainly written."""
    if isinstance(param, bool):
        return str(param).upper()
    raise TypeError(f"{param!r} in a statement that is compiled once")


def _only_decimals_with_places(fields: Sequence[Any]) -> None:
    """JSON tells a Decimal from an int by its point. Raises TypeError for a column that has none."""
    if any(isinstance(field, DecimalField) and not field.decimal_places for field in fields):
        raise TypeError("a decimal without places would be read as a whole number")


def _alone(build: Build, company_id: int, lists: dict[str, list[Any]]) -> list[Row]:
    if not all(lists.values()):
        return []
    rounded = {name: _rounded(given) for name, given in lists.items()}
    shape = tuple((name, len(given)) for name, given in rounded.items())
    text, params, convert = _compiled(build, shape)
    known: dict[Any, Any] = {COMPANY: company_id}
    bound = [rounded[param[0]][param[1]] if isinstance(param, tuple) else known.get(param, param) for param in params]
    with connection.cursor() as cursor:
        cursor.execute(text, bound)
        return list(convert(cursor.fetchall()))


def _rounded(given: list[Any]) -> list[Any]:
    size = 1 << (len(given) - 1).bit_length()
    return given + given[-1:] * (size - len(given))


@cache
def _compiled(build: Build, shape: tuple[tuple[str, int], ...]) -> tuple[str, Sequence[Any], Convert]:
    """The SQL, its parameters (a pair where a value of a list goes) and what turns its rows into Python."""
    places: dict[Any, tuple[str, int]] = {}
    stand_ins: dict[str, list[Any]] = {}
    for name, size in shape:
        numbers = [-1 - len(places) - n for n in range(size)]
        stand_ins[name] = [f"<{number}>" if name in TEXTS else number for number in numbers]
        places |= {value: (name, n) for n, value in enumerate(stand_ins[name])}
    compiler = build(COMPANY, **stand_ins).query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])

    def convert(fetched: Iterable[Any]) -> Iterable[Any]:
        return iter(compiler.apply_converters(fetched, converters)) if converters else fetched

    return text, [places.get(param, param) if isinstance(param, int | str) else param for param in params], convert
