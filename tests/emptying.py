"""How a test database is emptied after a test that commits: what has rows, and no more.

Django truncates every table and fills the content types and permissions anew; with some hundred tables that takes
PostgreSQL longer than most tests. Here only tables with rows are emptied; content types and permissions stay.
"""

from __future__ import annotations

from django.db import connection
from django.test import TransactionTestCase

STAYS = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Delete every row a test left, whatever points at it and whatever guards it."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - STAYS)
    quoted = {table: connection.ops.quote_name(table) for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {q})" for t, q in quoted.items()))
        filled = [quoted[table] for (table,) in cursor.fetchall()]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        _guards(cursor, "replica")
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")
        _guards(cursor, "DEFAULT")


def _guards(cursor, role: str) -> None:
    """Triggers and foreign keys hold for no replica."""
    if connection.vendor == "postgresql":
        cursor.execute(f"SET session_replication_role = {role}")


def install() -> None:
    """Let every test that commits end so."""

    def teardown(_: TransactionTestCase) -> None:
        empty()

    TransactionTestCase._fixture_teardown = teardown
