"""The journal of approvals and the sums of a year: whoever meddles with a row is found, and the row named."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cases.services.diagnosis import anchoring, doctor
from cases.services.diagnosis.verification import verify
from contracts.approvals import consume, reserve, resume, suspend
from contracts.models import Approval, ApprovalEvent
from tests.factories import cases, registry
from tests.factories import contracts as make
from tests.factories.journals import tamper

pytestmark = pytest.mark.django_db
EVENT = "UPDATE contracts_approvalevent SET {} WHERE seq=2"


@pytest.fixture
def eco(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    cases.waste_code("170504")
    return registry.company("ecoverde")


@pytest.fixture
def row(eco):
    """OM-2026-000009 v1 with three events, a load delivered and one expected."""
    by = {"actor": make.gate(eco), "now": make.NOW}
    found = make.approval(eco, number="OM-2026-000009")
    resume(suspend(found, reason="carico respinto", **by), **by)
    for key in ("a", "b"):
        assert reserve(key, make.question(found), **by).reservation
    consume("a", make.T(9), **by)
    return found


def wrong(eco):
    return [(each.code, each.case, each.seq) for each in verify(eco).wrong]


def found_by_the_doctor(eco, code):
    (result,) = [each for each in doctor.examine([eco], now=make.NOW) if each.invariant.code == code]
    return result


@pytest.mark.parametrize(
    ("sql", "code", "seq"),
    [
        (EVENT.format("body=replace(body, 'respinto', 'accolto')"), "body_changed", 2),
        (EVENT.format("actor_name='Nessuno'"), "column_differs", 2),
        (EVENT.format("kind='approval.resumed'"), "column_differs", 2),
        ("DELETE FROM contracts_approvalevent WHERE seq=2", "missing", 2),
        ("DELETE FROM contracts_approvalevent WHERE seq=3", "tail_cut", 3),
        ("UPDATE contracts_approval SET head_hash='0'", "head_differs", 3),
    ],
)
def test_each_kind_of_tampering_is_detected_and_the_first_wrong_event_named(eco, row, sql, code, seq):
    assert wrong(eco) == []
    tamper((sql, []))
    assert wrong(eco) == [(code, "OM-2026-000009 v1", seq)]
    assert [each.where for each in found_by_the_doctor(eco, "I11").violations] == [f"OM-2026-000009 v1 event {seq}"]


def test_an_event_cut_off_with_its_head_set_back_is_seen_through_the_anchor(eco, row):
    anchoring.anchor(eco, now=make.NOW)
    second = ApprovalEvent.objects.of(eco).get(seq=2)
    tamper(
        ("DELETE FROM contracts_approvalevent WHERE seq=3", []),
        ("UPDATE contracts_approval SET seq=2, state='suspended', head_hash=%s", [second.hash]),
    )
    assert wrong(eco) == [("tail_cut", "OM-2026-000009 v1", 3)]


def test_an_approval_deleted_with_its_events_is_seen_through_the_anchor(eco):
    make.approval(eco, number="OM-2026-000010")
    anchoring.anchor(eco, now=make.NOW)
    tamper(("DELETE FROM contracts_approvalevent", []), ("DELETE FROM contracts_approval", []))
    assert wrong(eco) == [("chain_deleted", "OM-2026-000010 v1", 0)]


def test_an_untouched_journal_gives_no_alarm_before_and_after_it_is_anchored_and_grows(eco, row):
    anchoring.anchor(eco, now=make.NOW)
    suspend(row, reason="di nuovo", actor=make.gate(eco), now=make.NOW)
    assert wrong(eco) == []
    assert anchoring.anchor(eco, now=make.NOW).contradictions == ()
    assert wrong(eco) == []


def test_the_command_counts_the_approvals_too(eco, row):
    printed = StringIO()
    call_command("verify_journal", stdout=printed)
    assert "1 approvals with 3 events, 0 wrong" in printed.getvalue()
    printed = StringIO()
    call_command("verify_journal", "--json", stdout=printed)
    assert json.loads(printed.getvalue())[0]["others"] == {"approvals": {"chains": 1, "events": 3}}


@pytest.mark.parametrize(
    ("code", "sql", "named"),
    [
        ("balances", "UPDATE contracts_approvalyear SET delivered_t=8", "approval {line}/2026"),
        ("balances", "UPDATE contracts_plantyear SET reserved_t=0", "plant {plant}:170504:R5/2026"),
        ("balances", "UPDATE contracts_movement SET weight_t=10", "approval {line}/2026"),
        ("balances", "DELETE FROM contracts_approvalyear", "approval {line}/2026"),
        ("approvals", "UPDATE contracts_approval SET state='revoked'", "OM-2026-000009 v1"),
    ],
)
def test_the_doctor_names_the_sum_or_state_that_disagrees_with_its_rows(eco, row, code, sql, named):
    healthy = found_by_the_doctor(eco, code)
    assert (healthy.verdict, healthy.violations) == ("holds", ())
    assert healthy.examined > 0
    tamper((sql, []))
    result = found_by_the_doctor(eco, code)
    assert named.format(line=row.line, plant=row.plant_id) in [each.where for each in result.violations]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guardians stand in PostgreSQL")
def test_the_database_itself_refuses_to_change_or_remove_an_event(eco, row):
    for sql in ("UPDATE contracts_approvalevent SET body=''", "DELETE FROM contracts_approvalevent"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guardians stand in PostgreSQL")
def test_the_database_itself_refuses_another_state_without_its_event(eco, row):
    with pytest.raises(Exception, match="without its event"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE contracts_approval SET state='revoked'; SET CONSTRAINTS ALL IMMEDIATE")
    assert Approval.objects.of(eco).get().state == "in_force"
