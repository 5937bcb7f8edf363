"""Querysets compiled once: every question asks the same few statements, and compiling costs more than asking.

A queryset is built with stand-ins for its values; its SQL and converters are kept for as many values as were asked,
rounded up to a power of two (the last value is repeated), so that few shapes are ever compiled.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

    Build = Callable[..., QuerySet[Any, Any]]


def rows(build: Build, **values: Iterable[int] | Iterable[str]) -> list[Any]:
    """The rows of `build(**values)`, a module's function that uses each list in an `__in` or by its first value.

    Every list holds at least one value, all ints or all texts.
    """
    lists = {name: _rounded(list(given)) for name, given in values.items()}
    shape = tuple((name, len(given), isinstance(given[0], str)) for name, given in lists.items())
    text, params, convert = _compiled(connection.vendor, build, shape)
    bound = [lists[param[0]][param[1]] if isinstance(param, tuple) else param for param in params]
    with connection.cursor() as cursor:
        cursor.execute(text, bound)
        return list(convert(cursor.fetchall()))


def _rounded(given: list[Any]) -> list[Any]:
    size = 1 << (len(given) - 1).bit_length()
    return given + given[-1:] * (size - len(given))


@cache
def _compiled(
    vendor: str, build: Build, shape: tuple[tuple[str, int, bool], ...]
) -> tuple[str, Sequence[Any], Callable[[Any], Iterable[Any]]]:
    """The SQL, its parameters (a pair where a value goes) and what turns its rows into Python."""
    del vendor
    places: dict[Any, tuple[str, int]] = {}
    stand_ins: dict[str, list[Any]] = {}
    for name, size, is_text in shape:
        numbers = [-1 - len(places) - n for n in range(size)]
        stand_ins[name] = [f"<{number}>" if is_text else number for number in numbers]
        places |= {value: (name, n) for n, value in enumerate(stand_ins[name])}
    compiler = build(**stand_ins).query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])

    def convert(fetched: Iterable[Any]) -> Iterable[Any]:
        return iter(compiler.apply_converters(fetched, converters)) if converters else fetched

    return text, [places.get(param, param) if isinstance(param, int | str) else param for param in params], convert
