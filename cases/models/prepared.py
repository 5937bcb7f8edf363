"""Statements that PostgreSQL plans once per connection: planning a long one takes longer than answering it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from django.db import connection

from cases.models.kept import Given, bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST: Final = 200
"""How many statements a connection keeps; the one not asked for longest makes room."""
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""Per connection: the statement and its name there, the one asked last at the end."""


class Statement:
    """A statement compiled once, with places for what differs between two askings; prepared where that is possible."""

    def __init__(self, text: str, params: Sequence[Any]) -> None:
        self._text, self._params = text, params
        self._numbered: str | None = None
        self._names = list(dict.fromkeys(param.name for param in params if isinstance(param, Given)))

    def fetch(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows with these values in the places."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._numbered = self._numbered or self._with_numbers()
                execute(cursor, self._numbered, [values[name] for name in self._names])
            else:
                cursor.execute(self._text, bound(self._params, values))
            return list(cursor.fetchall())

    def _with_numbers(self) -> str:
        """Numbers for the places; all else is written out, so that indexes of a part of a table are found."""
        places = [f"${self._names.index(each.name) + 1}" if isinstance(each, Given) else "%s" for each in self._params]
        constants = [each for each in self._params if not isinstance(each, Given)]
        text = self._text.replace("%%", "%%%%") % tuple(places)
        operations: Any = connection.ops
        return str(operations.compose_sql(text, constants))


def execute(cursor: Any, statement: str, values: Sequence[Any]) -> None:
    """Run a statement of PostgreSQL with numbered places ($1, $2 ...), prepared when this connection first asks it."""
    connection.ensure_connection()
    known = _prepared.setdefault(connection.connection, {})
    name = known.pop(statement, "") or _prepare(known, statement)
    known[statement] = name
    cursor.execute(f"EXECUTE {name}({', '.join(['%s'] * len(values))})" if values else f"EXECUTE {name}", values)


def _prepare(known: dict[str, str], statement: str) -> str:
    """Its name; outside the log of statements, which counts what is asked."""
    free = {f"kept_{n}" for n in range(MOST)} - set(known.values())
    with connection.wrap_database_errors:
        if not free:
            oldest = next(iter(known))
            connection.connection.execute(f"DEALLOCATE {known[oldest]}")  # which fails in a transaction that has failed
            free = {known.pop(oldest)}
        name = min(free)
        connection.connection.execute(f"PREPARE {name} AS {statement}")
    return name
