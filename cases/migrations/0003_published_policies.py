"""On PostgreSQL the database itself keeps published policies: none is changed or removed."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

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


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_journal_triggers")]
    operations = [on_postgresql(CREATE, DROP)]
