"""On PostgreSQL the database itself keeps published policies: none is changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = """
CREATE FUNCTION cases_policy_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published policies stay: %/%/% version %', OLD.process_code, OLD.kind, OLD.code, OLD.version
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policy_is_final BEFORE UPDATE OR DELETE ON cases_policyversion
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION cases_policy_is_final();
"""

DROP = """
DROP TRIGGER policy_is_final ON cases_policyversion;
DROP FUNCTION cases_policy_is_final();
"""


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On SQLite the model alone refuses."""
    del apps
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it off again."""
    del apps
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_journal_triggers")]
    operations = [migrations.RunPython(create, drop)]
