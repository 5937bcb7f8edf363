"""On PostgreSQL the database itself keeps charges as they were written, and with every hand-over what it is for."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE TRIGGER charge_is_final BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER handover_stays BEFORE DELETE ON billing_handover
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER handover_keeps_its_event BEFORE UPDATE ON billing_handover FOR EACH ROW
    WHEN ((OLD.id, OLD.company_id, OLD.case_id, OLD.event_id, OLD.seq, OLD."on", OLD.created_at,
            OLD.contract_ref, OLD.line, OLD.period_from, OLD.reverses_id)
        IS DISTINCT FROM (NEW.id, NEW.company_id, NEW.case_id, NEW.event_id, NEW.seq, NEW."on", NEW.created_at,
            NEW.contract_ref, NEW.line, NEW.period_from, NEW.reverses_id))
    EXECUTE FUNCTION billing_row_is_final();
"""

DROP = """
DROP TRIGGER charge_is_final ON billing_charge;
DROP TRIGGER handover_stays ON billing_handover;
DROP TRIGGER handover_keeps_its_event ON billing_handover;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_ledger_triggers")]
    operations = [on_postgresql(CREATE, DROP)]
