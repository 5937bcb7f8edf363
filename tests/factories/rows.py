"""What a database holds, table by table: to show that something changed, or that nothing did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Rows = dict[str, Counter[tuple[object, ...]]]


def tables(without: Collection[str] = ()) -> list[str]:
    """Every table of the database but those named, and what Django keeps for itself."""
    return [name for name in connection.introspection.table_names() if name not in ("django_migrations", *without)]


def rows(without: Collection[str] = ()) -> Rows:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables(without):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a name Django gave
            found[table] = Counter(tuple(map(str, row)) for row in cursor.fetchall())
    return found


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables whose rows are not the same any more."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "PRAGMA", "BEGIN", "COMMIT", "EXPLAIN")


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that were not mere reading: without one, no row can have changed and none need be compared."""
    found: list[str] = []

    def noted(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).lstrip().upper().startswith(_READS):
            found.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        yield found
