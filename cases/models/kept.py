"""Statements compiled once: what every move asks anew in the same words costs more to compile than to ask.

A module's function builds a queryset from `COMPANY`, from `Given` places and from constants; its SQL is kept for as
long as the process lives, and only the values are put in. The scope is checked when it is built.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Expression, Field
from django.db.models.sql import UpdateQuery

from cases.models.copies import made, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    Build = Callable[..., Any]
    Rows = Callable[[Iterable[Sequence[Any]]], Iterator[Any]]

COMPANY: Final = -1
"""Stands for the company's id while a statement is compiled: `Model.objects.of(COMPANY)`."""


class Given(Expression):
    """A place that the value called `name` takes each time the statement is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=Field())
        self.name = name

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """The placeholder, with itself as its parameter."""
        del args, kwargs
        return "%s", [self]


def rows(build: Build, *constants: Hashable, company: int, **values: Any) -> list[Any]:
    """The rows of the queryset `build(*constants)` with these values: instances as `loaded` makes them, or tuples."""
    text, params, convert = _selection(connection.vendor, build, constants)
    with connection.cursor() as cursor:
        cursor.execute(text, bound(params, {**values, "company": company}))
        return list(convert(cursor.fetchall()))


def update(build: Build, *constants: Hashable, company: int, **values: Any) -> int:
    """Run the update that `build(*constants)` gives as a queryset and its changes by column; how many rows it met."""
    text, params = _change(connection.vendor, build, constants)
    with connection.cursor() as cursor:
        cursor.execute(text, bound(params, {**values, "company": company}))
        return int(cursor.rowcount)


def bound(params: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    """The parameters of a statement with the values in the places given."""
    return [_adapted(values[param.name]) if isinstance(param, Given) else param for param in params]


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


@cache
def _selection(vendor: str, build: Build, constants: tuple[Hashable, ...]) -> tuple[str, Sequence[Any], Rows]:
    del vendor
    found: QuerySet[Any] = build(*constants)
    compiler: Any = found.query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    shape = shape_of(compiler) if found.query.default_cols else None
    notes = compiler.annotation_col_map or {}

    def convert(fetched: Iterable[Sequence[Any]]) -> Iterator[Any]:
        for values in compiler.apply_converters(fetched, converters) if converters else fetched:
            row = made(shape, values) if shape else tuple(values)
            if shape:
                row.__dict__ |= {name: values[at] for name, at in notes.items()}
            yield row

    return text, _marked(params), convert


@cache
def _change(vendor: str, build: Build, constants: tuple[Hashable, ...]) -> tuple[str, Sequence[Any]]:
    del vendor
    found, changes = build(*constants)
    found.query.get_compiler(connection=connection)  # which refuses a query that names no company
    query: Any = found.query.chain(UpdateQuery)
    query.add_update_values(changes)
    text, params = query.get_compiler(connection=connection).as_sql()
    return text, _marked(params)


def _marked(params: Sequence[Any]) -> list[Any]:
    """The parameters with a place where the company's id goes."""
    company = Given("company")
    return [company if param == COMPANY else param for param in params]
