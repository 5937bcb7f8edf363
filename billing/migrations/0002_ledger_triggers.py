"""On PostgreSQL the database itself keeps the ledger: only what is settled or allocated of a row ever changes.

Its customer changes in one way: where he was merged into another, which is looked at when the merge is complete.
"""

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
    recorded_by_name, kind, document_number, instalment, issued_on, booked_on, due_on, amount,
    contract_ref, supply_point, method, about_id, reverses_id, reason ON billing_openitem
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();
CREATE TRIGGER payment_is_final BEFORE DELETE OR UPDATE OF id, company_id, source, source_key, recorded_at,
    recorded_by_id, recorded_by_name, channel, counter, booked_on, value_on, amount, reference, payer_iban,
    reverses_id, reason_code, reason ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION billing_row_is_final();

CREATE FUNCTION billing_row_follows_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_customer
                   WHERE id = OLD.customer_id AND merged_into_id = NEW.customer_id) THEN
        RAISE EXCEPTION 'the ledger is append-only: row % of % belongs to its customer', OLD.id, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER item_follows_merge AFTER UPDATE OF customer_id ON billing_openitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id)
    EXECUTE FUNCTION billing_row_follows_merge();
CREATE CONSTRAINT TRIGGER payment_follows_merge AFTER UPDATE OF customer_id ON billing_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id)
    EXECUTE FUNCTION billing_row_follows_merge();
"""

DROP = """
DROP TRIGGER item_follows_merge ON billing_openitem;
DROP TRIGGER payment_follows_merge ON billing_payment;
DROP FUNCTION billing_row_follows_merge();
DROP TRIGGER allocation_is_final ON billing_allocation;
DROP TRIGGER item_is_final ON billing_openitem;
DROP TRIGGER payment_is_final ON billing_payment;
DROP FUNCTION billing_row_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [on_postgresql(CREATE, DROP)]
