"""A database of its own for every benchmark: made, migrated, and removed."""

from __future__ import annotations

import os
import platform
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def database() -> Iterator[None]:
    """Work in a scratch database beside the configured one; nothing of the user's is touched."""
    name = connection.settings_dict["NAME"]
    debug, settings.DEBUG = settings.DEBUG, False
    connection.settings_dict["TEST"]["NAME"] = f"pratica_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        settings.DEBUG = debug


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def database_version() -> str:
    """The database and its version."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        number = connection.pg_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    return f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"


def analyse() -> None:
    """Let the planner know the rows just written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
