"""First migrations make their tables in one operation; the tables are those that single operations make."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from config.management.commands.fold_migrations import fold
from config.settings import MIGRATION_MODULES as MODULES
from registry.tables import CreateTables
from tests.house.tree import PACKAGES

APP = "shelf"


def plain() -> list[migrations.operations.base.Operation]:
    """What `makemigrations` writes for two tables that refer to each other, with an index and a constraint."""
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        migrations.CreateModel("Author", [key, ("name", models.CharField(max_length=20, unique=True))]),
        migrations.CreateModel(
            "Book",
            [
                key,
                ("author", models.ForeignKey("shelf.author", models.CASCADE)),
                ("pages", models.IntegerField(db_index=True)),
                ("readers", models.ManyToManyField("shelf.author", related_name="+")),
            ],
        ),
        migrations.AddField("author", "best", models.ForeignKey("shelf.book", models.PROTECT, null=True)),
        migrations.AddIndex("author", models.Index(fields=["best", "-name"], name="shelf_author_best")),
        migrations.AddConstraint(
            "book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="shelf_book_pages")
        ),
    ]


def run(operations: list[migrations.operations.base.Operation], *, back: bool = False) -> ProjectState:
    """Apply the operations as one migration, or take them back."""
    migration = migrations.Migration("0001_initial", APP)
    migration.operations = operations
    with connection.schema_editor() as editor:
        if back:
            return migration.unapply(ProjectState(), editor)
        return migration.apply(ProjectState(), editor)


def shapes() -> dict[str, tuple[object, object]]:
    """Columns in their order, indexes and constraints of the tables of the app, as the database knows them."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith(f"{APP}_")]
        return {
            name: (
                connection.introspection.get_table_description(cursor, name),
                connection.introspection.get_constraints(cursor, name),
            )
            for name in tables
        }


@pytest.fixture
def _no_tables_left(transactional_db):
    yield
    if shapes():
        run(fold(plain()), back=True)


@pytest.mark.usefixtures("_no_tables_left")
def test_folded_operations_make_the_same_tables_and_the_same_models():
    single = run(plain())
    made = shapes()
    run(plain(), back=True)

    folded = run(fold(plain()))

    assert set(made) == {"shelf_author", "shelf_book", "shelf_book_readers"}
    assert shapes() == made
    assert folded.models == single.models
    assert folded.apps.get_model(APP, "book")._meta.get_field("author").related_model._meta.model_name == "author"


@pytest.mark.usefixtures("_no_tables_left")
def test_taking_back_the_one_operation_removes_every_table():
    run(fold(plain()))

    run(fold(plain()), back=True)

    assert shapes() == {}


def test_folding_twice_changes_nothing_and_keeps_what_comes_after():
    after = migrations.RunPython(migrations.RunPython.noop)
    once = fold([*plain(), after])

    assert [type(operation) for operation in once] == [CreateTables, migrations.RunPython]
    assert OperationWriter(fold(once)[0]).serialize() == OperationWriter(once[0]).serialize()
    assert fold([after]) == [after]


@pytest.fixture
def migrated(settings):
    """The product's migrations, also where the test database was made without them."""
    settings.MIGRATION_MODULES = MODULES
    return MigrationLoader(None).disk_migrations


def test_the_first_migration_of_every_package_is_folded(migrated):
    """Else `manage.py fold_migrations` was forgotten, and a new database takes a minute again.

    A process has few tables: one scaffolded a moment ago is no reason to stop.
    """
    first = {
        app: migration.operations[0]
        for (app, name), migration in migrated.items()
        if name == "0001_initial" and migration.__module__.split(".")[0] in {*PACKAGES, "tests"} - {"workflows"}
    }

    assert {"registry", "cases", "viewflow", "paper"} <= set(first)
    assert [app for app, operation in first.items() if not isinstance(operation, CreateTables)] == []


@pytest.mark.django_db(transaction=True)
def test_sqlmigrate_shows_the_statements_of_every_table(migrated):
    said = StringIO()

    call_command("sqlmigrate", "paper", "0001", stdout=said)

    (tables,) = migrated["paper", "0001_initial"].operations
    assert said.getvalue().count("CREATE TABLE") == len(tables.tables) > 5
