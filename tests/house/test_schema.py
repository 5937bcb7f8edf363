"""A database that is not what its migrations say is named before anything is done to it."""

from __future__ import annotations

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.schema import lacks
from config.settings import MIGRATION_MODULES


@pytest.fixture
def _as_migrated(settings, transactional_db):
    """The product's migrations, written down as applied, also where the test database was made without them."""
    settings.MIGRATION_MODULES = MIGRATION_MODULES
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    before = set(recorder.applied_migrations())
    recorder.record_applied("registry", "0001_initial")
    recorder.record_applied("cases", "0001_initial")
    yield
    for node in set(recorder.applied_migrations()) - before:
        recorder.record_unapplied(*node)


def problems() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [each.msg for each in found if each.id == "pratica.E001"]


@pytest.mark.usefixtures("_as_migrated")
def test_a_database_that_has_its_tables_is_let_be():
    assert lacks(connection) == []
    assert problems() == []


@pytest.mark.usefixtures("_as_migrated")
def test_a_table_and_a_column_that_are_not_there_are_named_and_migrate_stops():
    renames = [
        "ALTER TABLE cases_savedview RENAME TO was_savedview",
        "ALTER TABLE registry_company RENAME COLUMN slug TO was_slug",
    ]
    with connection.cursor() as cursor:
        for rename in renames:
            cursor.execute(rename)
    try:
        assert lacks(connection) == ["cases_savedview", "registry_company.slug"]
        assert problems() == ["The database “default” lacks cases_savedview, registry_company.slug."]
        with pytest.raises(SystemCheckError, match="no release yet"):
            call_command("migrate", skip_checks=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE was_savedview RENAME TO cases_savedview")
            cursor.execute("ALTER TABLE registry_company RENAME COLUMN was_slug TO slug")
