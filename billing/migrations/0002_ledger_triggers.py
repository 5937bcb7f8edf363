"""On PostgreSQL the database itself keeps the ledger: only what is settled or allocated of a row ever changes."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE FUNCTION billing_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: row % of %', OLD.id, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER allocation_is_final BEFORE UPDATE OR DELETE ON billing_allocation
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER item_is_final BEFORE DELETE OR UPDATE OF id, company_id, source, source_key, recorded_at, recorded_by_id,
    recorded_by_name, customer_id, kind, document_number, instalment, issued_on, booked_on, due_on, amount,
    contract_ref, supply_point, method, about_id, reverses_id, reason ON billing_openitem
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER payment_is_final BEFORE DELETE OR UPDATE OF id, company_id, source, source_key, recorded_at,
    recorded_by_id, recorded_by_name, customer_id, channel, counter, booked_on, value_on, amount, reference, payer_iban,
    reverses_id, reason_code, reason ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
"""

DROP = """
DROP TRIGGER allocation_is_final ON billing_allocation;
DROP TRIGGER item_is_final ON billing_openitem;
DROP TRIGGER payment_is_final ON billing_payment;
DROP FUNCTION billing_row_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [on_postgresql(CREATE, DROP)]
