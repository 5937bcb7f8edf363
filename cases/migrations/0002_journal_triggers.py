"""On PostgreSQL the database itself keeps the journal: no event is changed or removed, no case moves without one."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE FUNCTION cases_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: event % of case %', OLD.seq, OLD.case_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_event_is_final();

CREATE FUNCTION cases_move_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = NEW.id AND e.seq = NEW.seq
               AND e.hash = NEW.head_hash AND e.to_state = NEW.state) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM cases_case c
        JOIN cases_caseevent e ON e.case_id = c.id AND e.seq = c.seq AND e.hash = c.head_hash
        WHERE c.id = NEW.id AND e.to_state = c.state;
    IF NOT FOUND AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.id) THEN
        RAISE EXCEPTION 'case % moved to % without its event', NEW.number, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER move_has_event AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_move_has_event();
CREATE CONSTRAINT TRIGGER state_has_event AFTER UPDATE ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.version IS DISTINCT FROM NEW.version
          OR OLD.seq IS DISTINCT FROM NEW.seq OR OLD.head_hash IS DISTINCT FROM NEW.head_hash)
    EXECUTE FUNCTION cases_move_has_event();
"""

DROP = """
DROP TRIGGER event_is_final ON cases_caseevent;
DROP TRIGGER move_has_event ON cases_case;
DROP TRIGGER state_has_event ON cases_case;
DROP FUNCTION cases_event_is_final();
DROP FUNCTION cases_move_has_event();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [on_postgresql(CREATE, DROP)]
