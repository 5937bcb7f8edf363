"""`manage.py fold_migrations [APP ...]`: let the first migration of every app of ours make its tables in one operation.

`makemigrations` writes tables, late foreign keys, indexes and constraints as operations of their own, and Django
renders all related models anew for each: a new database then takes a minute instead of seconds. Run it after a first
migration was made anew.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

from registry.tables import CreateTables

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.db.migrations.operations.base import Operation

FOLDS: Final = (CreateTables, CreateModel, AddField, AddIndex, AddConstraint)


class Command(BaseCommand):
    """Fold what can be folded; a second run changes nothing."""

    help = "Lets first migrations make all their tables, with indexes and constraints, in one operation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which apps; all of ours without a name."""
        parser.add_argument("apps", nargs="*", metavar="APP")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite `0001_initial` of each app inside the project."""
        loader = MigrationLoader(None, ignore_no_migrations=True)
        for app in apps.get_app_configs():
            migration = loader.disk_migrations.get((app.label, "0001_initial"))
            if migration is None or not (settings.BASE_DIR / migration.__module__.split(".")[0]).is_dir():
                continue
            if options["apps"] and app.label not in options["apps"]:
                continue
            folded = fold(list(migration.operations))
            if len(folded) < len(migration.operations):
                self.stdout.write(f"{app.label}: {len(migration.operations)} -> {len(folded)} operations")
                vars(migration)["operations"] = folded
                writer = MigrationWriter(migration)
                Path(writer.path).write_text(writer.as_string(), encoding="utf-8")


def fold(operations: list[Operation]) -> list[Operation]:
    """The same tables, columns in the same order, from one operation; what comes after them stays as it is."""
    first = list(takewhile(lambda operation: isinstance(operation, FOLDS), operations))
    tables: dict[str, CreateModel] = {}
    for operation in first:
        match operation:
            case CreateTables():
                tables |= {table.name_lower: table for table in operation.tables}
            case CreateModel():
                tables[operation.name_lower] = operation
            case AddField():
                tables[operation.model_name_lower].fields.append((operation.name, operation.field))
            case AddIndex():
                tables[operation.model_name_lower].options.setdefault("indexes", []).append(operation.index)
            case AddConstraint():
                tables[operation.model_name_lower].options.setdefault("constraints", []).append(operation.constraint)
    return [CreateTables(tables=list(tables.values())), *operations[len(first) :]] if first else operations
