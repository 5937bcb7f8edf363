"""On PostgreSQL the database itself keeps published letter templates: none is changed or removed."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE FUNCTION documents_template_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published templates stay: %/%.% version %', OLD.process_code, OLD.kind, OLD.language, OLD.version
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER template_is_final BEFORE UPDATE OR DELETE ON documents_lettertemplate
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION documents_template_is_final();
"""

DROP = """
DROP TRIGGER template_is_final ON documents_lettertemplate;
DROP FUNCTION documents_template_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [on_postgresql(CREATE, DROP)]
