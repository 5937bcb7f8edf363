"""What the database itself refuses, for migrations: triggers that only PostgreSQL gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations import RunPython

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def on_postgresql(create: str, drop: str) -> RunPython:
    """An operation that runs `create`, and `drop` when taken back.

    SQLite has no deferred triggers: there models and services alone refuse, and `doctor` finds what they would not do.
    """

    def run(statements: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
        def execute(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            del apps
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(statements, params=None)

        return execute

    return RunPython(run(create), run(drop))
