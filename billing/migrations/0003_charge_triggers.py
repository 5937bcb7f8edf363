"""On PostgreSQL the database itself keeps charges as they were written, and with every hand-over its event."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE TRIGGER charge_is_final BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER handover_keeps_its_event BEFORE DELETE OR UPDATE OF id, company_id, case_id, event_id, seq, "on",
    created_at ON billing_handover
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
"""

DROP = """
DROP TRIGGER charge_is_final ON billing_charge;
DROP TRIGGER handover_keeps_its_event ON billing_handover;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_ledger_triggers")]
    operations = [on_postgresql(CREATE, DROP)]
