"""A database of its own for every benchmark: made, migrated, and removed."""

from __future__ import annotations

import logging
import os
import platform
import statistics
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


@contextmanager
def database() -> Iterator[None]:
    """Work in a scratch database beside the configured one; nothing of the user's is touched."""
    name = connection.settings_dict["NAME"]
    debug, settings.DEBUG = settings.DEBUG, False
    logging.disable(logging.WARNING)
    connection.settings_dict["TEST"]["NAME"] = f"pratica_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        settings.DEBUG = debug
        logging.disable(logging.NOTSET)


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def database_version() -> str:
    """The database and its version."""
    connection.ensure_connection()
    wrapper: Any = connection
    if connection.vendor == "postgresql":
        number = wrapper.pg_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    return f"SQLite {'.'.join(map(str, wrapper.Database.sqlite_version_info))}"


def analyse() -> None:
    """Let the planner know the rows just written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(template: Model, n: int, **expressions: str) -> None:
    """Write rows 1 to `n` (called g) in one statement: SQL expressions by column, the rest as in the template.

    Raises CommandError on SQLite, which has no such statement.
    """
    if connection.vendor != "postgresql":
        raise CommandError("This bench fills its tables with PostgreSQL: set DATABASE_URL=postgres://...")
    fields = [field for field in template._meta.concrete_fields if not field.primary_key or field.column in expressions]
    values = [field.get_db_prep_save(field.pre_save(template, add=True), connection) for field in fields]
    given = [
        (expressions.get(str(field.column), "").replace("%", "%%"), value)
        for field, value in zip(fields, values, strict=True)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    selected = ", ".join(expression or "%s" for expression, _ in given)
    table = template._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {selected} FROM generate_series(1, {n}) AS g',
            [value for expression, value in given if not expression],
        )


def median(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return round(statistics.median(seconds) * 1000, 2)


def p95(seconds: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 2)
