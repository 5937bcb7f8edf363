"""On PostgreSQL the database itself keeps the journal of approvals: no event is changed or removed."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE FUNCTION contracts_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: event % of approval %', OLD.seq, OLD.approval_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER approval_event_is_final BEFORE UPDATE OR DELETE ON contracts_approvalevent
    FOR EACH ROW EXECUTE FUNCTION contracts_event_is_final();

CREATE FUNCTION contracts_approval_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM contracts_approval a
        JOIN contracts_approvalevent e ON e.approval_id = a.id AND e.seq = a.seq AND e.hash = a.head_hash
        WHERE a.id = NEW.id AND a.state = (e.body::jsonb ->> 'state');
    IF NOT FOUND AND EXISTS (SELECT 1 FROM contracts_approval a WHERE a.id = NEW.id) THEN
        RAISE EXCEPTION 'approval % became % without its event', NEW.number, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER approval_state_has_event AFTER UPDATE ON contracts_approval
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.seq IS DISTINCT FROM NEW.seq
          OR OLD.head_hash IS DISTINCT FROM NEW.head_hash)
    EXECUTE FUNCTION contracts_approval_has_event();
"""

DROP = """
DROP TRIGGER approval_event_is_final ON contracts_approvalevent;
DROP TRIGGER approval_state_has_event ON contracts_approval;
DROP FUNCTION contracts_event_is_final();
DROP FUNCTION contracts_approval_has_event();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [on_postgresql(CREATE, DROP)]
