"""`manage.py fold_migrations`: let the first migration of every app of ours create each table whole.

`makemigrations` writes indexes and constraints as operations of their own, and Django renders all related models anew
for each: a new database then takes a minute instead of seconds. Run it after a first migration was made anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter


class Command(BaseCommand):
    """Fold what can be folded; a second run changes nothing."""

    help = "Moves indexes and constraints of first migrations into the tables they belong to."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite `0001_initial` of each app inside the project."""
        loader = MigrationLoader(None, ignore_no_migrations=True)
        for app in apps.get_app_configs():
            migration = loader.disk_migrations.get((app.label, "0001_initial"))
            if migration is None or not Path(app.path).is_relative_to(settings.BASE_DIR / app.name.split(".")[0]):
                continue
            folded = fold(list(migration.operations))
            if len(folded) < len(migration.operations):
                self.stdout.write(f"{app.label}: {len(migration.operations)} -> {len(folded)} operations")
                vars(migration)["operations"] = folded
                writer = MigrationWriter(migration)
                Path(writer.path).write_text(writer.as_string(), encoding="utf-8")


def fold(operations: list[Operation]) -> list[Operation]:
    """The same tables from fewer operations; a table that gets a column later keeps its own."""
    late = {operation.model_name_lower for operation in operations if isinstance(operation, AddField)}
    tables = {
        each.name_lower: each for each in operations if isinstance(each, CreateModel) and each.name_lower not in late
    }
    kept: list[Operation] = []
    for operation in operations:
        if isinstance(operation, AddIndex) and operation.model_name_lower in tables:
            tables[operation.model_name_lower].options.setdefault("indexes", []).append(operation.index)
        elif isinstance(operation, AddConstraint) and operation.model_name_lower in tables:
            tables[operation.model_name_lower].options.setdefault("constraints", []).append(operation.constraint)
        else:
            kept.append(operation)
    return kept
