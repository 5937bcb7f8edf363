"""The journal verified in the database: every kind of tampering, whole cases deleted, and the anchor outside."""

from __future__ import annotations

import io
import json
import random
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.definition import catalogue
from cases.models import Case, CaseEvent
from cases.services.chores import chores
from cases.services.diagnosis import anchoring, anchors
from cases.services.diagnosis.verification import verify
from tests.broken_processes.right import RIGHT
from tests.factories import journals
from tests.factories import registry as registry_make
from tests.factories.journals import NOW, tamper

pytestmark = pytest.mark.django_db
CASES, EVENTS = 12, 8


@pytest.fixture(autouse=True)
def paper(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    catalogue.register(RIGHT)
    yield
    catalogue.unregister("loan")


@pytest.fixture
def eco():
    company = registry_make.company("ecoverde")
    journals.cases(company, CASES, EVENTS)
    return company


@contextmanager
def undone():
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change(case, seq):
    tamper(
        (
            "UPDATE cases_caseevent SET body = replace(body, 'Pratica', 'Nobody') WHERE case_id=%s AND seq=%s",
            [case.pk, seq],
        )
    )
    return "body_changed"


def delete(case, seq):
    tamper(("DELETE FROM cases_caseevent WHERE case_id=%s AND seq=%s", [case.pk, seq]))
    return "tail_cut" if seq == EVENTS else "missing"


def insert(case, seq):
    del seq
    forged = CaseEvent.objects.of(case.company_id).get(case=case, seq=EVENTS)
    forged.pk, forged.seq, forged.command_id = None, EVENTS + 1, None
    forged.save(force_insert=True)
    return "inserted"


def swap(case, seq):
    other = 1 if seq > 1 else 2
    step = "UPDATE cases_caseevent SET seq=%s WHERE case_id=%s AND seq=%s"
    tamper((step, [99, case.pk, seq]), (step, [seq, case.pk, other]), (step, [other, case.pk, 99]))
    return "out_of_order"


def cut(case, seq):
    tamper(("DELETE FROM cases_caseevent WHERE case_id=%s AND seq>=%s", [case.pk, seq]))
    return "tail_cut"


def rewrite(case, seq):
    head = ""
    for event in CaseEvent.objects.of(case.company_id).filter(case=case).order_by("seq"):
        head = event.hash if event.seq < seq else ("%064x" % random.getrandbits(256))  # noqa: UP031 - any digits
        tamper(("UPDATE cases_caseevent SET hash=%s WHERE id=%s", [head, event.pk]))
    tamper(("UPDATE cases_case SET head_hash=%s WHERE id=%s", [head, case.pk]))
    return "rewritten" if seq < EVENTS else "body_changed"


FIRST = {
    "insert": lambda seq: EVENTS + 1,
    "swap": lambda seq: 1,
}


@pytest.mark.parametrize("kind", [change, delete, insert, swap, cut, rewrite], ids=lambda kind: kind.__name__)
def test_each_kind_of_tampering_is_detected_and_the_first_wrong_event_named(eco, kind):
    choice = random.Random(kind.__name__)
    for _ in range(12):
        case = Case.objects.of(eco).get(number=f"LO-2026-{choice.randint(1, CASES):06d}")
        seq = choice.randint(1, EVENTS)
        with undone():
            code = kind(case, seq)
            (wrong,) = verify(eco).wrong
        assert (wrong.code, wrong.case) == (code, case.number)
        assert wrong.seq == FIRST.get(kind.__name__, lambda same: same)(seq)


def test_an_untouched_journal_gives_no_alarm_before_and_after_it_is_anchored_and_grows(eco):
    assert verify(eco).wrong == []
    anchoring.anchor(eco, now=NOW)
    assert verify(eco).wrong == []
    journals.grow(Case.objects.of(eco).first(), 3)
    journals.cases(eco, 2, 3)
    found = verify(eco)
    assert (found.wrong, found.cases, found.events) == ([], CASES + 2, CASES * EVENTS + 9)
    assert found.anchor == "2026-11-16"


def drop(case):
    tamper(
        ("DELETE FROM cases_caseevent WHERE case_id=%s", [case.pk]), ("DELETE FROM cases_case WHERE id=%s", [case.pk])
    )


@pytest.mark.parametrize("number", ["LO-2026-000005", "LO-2026-000012"])
def test_a_case_deleted_with_all_its_events_is_seen_by_its_number(eco, number):
    drop(Case.objects.of(eco).get(number=number))
    (wrong,) = verify(eco).wrong
    assert (wrong.code, wrong.case) == ("case_missing", number)


def test_the_newest_case_deleted_and_its_number_taken_back_is_seen_through_the_anchor(eco):
    anchoring.anchor(eco, now=NOW)
    drop(Case.objects.of(eco).get(number="LO-2026-000012"))
    tamper(("UPDATE registry_counter SET last=11 WHERE company_id=%s", [eco.pk]))
    codes = {(wrong.code, wrong.case) for wrong in verify(eco).wrong}
    assert codes == {("case_deleted", "LO-2026-000012"), ("series_set_back", "LO-2026")}


def test_a_cut_tail_with_the_case_set_back_is_seen_through_the_anchor(eco):
    case = Case.objects.of(eco).get(number="LO-2026-000003")
    anchoring.anchor(eco, now=NOW)
    head = CaseEvent.objects.of(eco).get(case=case, seq=5).hash
    tamper(
        ("DELETE FROM cases_caseevent WHERE case_id=%s AND seq>5", [case.pk]),
        ("UPDATE cases_case SET seq=5, head_hash=%s WHERE id=%s", [head, case.pk]),
    )
    (wrong,) = verify(eco).wrong
    assert (wrong.code, wrong.case, wrong.seq) == ("tail_cut", case.number, 6)
    (again,) = anchoring.anchor(eco, now=NOW).contradictions
    assert (again.code, again.case) == ("tail_cut", case.number)
    assert [wrong.code for wrong in verify(eco).wrong] == ["tail_cut"], "a later anchor does not bless it"


def test_a_chain_written_anew_with_the_stolen_key_is_seen_through_the_anchor(eco):
    case = Case.objects.of(eco).get(number="LO-2026-000004")
    anchoring.anchor(eco, now=NOW)
    tamper(("DELETE FROM cases_caseevent WHERE case_id=%s", [case.pk]))
    case.seq, case.head_hash = 0, ""
    journals.grow(case, EVENTS + 1)
    (wrong,) = verify(eco).wrong
    assert (wrong.code, wrong.case, wrong.seq) == ("differs_from_anchor", case.number, EVENTS)


def test_each_anchor_holds_only_the_cases_that_changed(eco):
    anchoring.anchor(eco, now=NOW)
    journals.grow(Case.objects.of(eco).get(number="LO-2026-000002"))
    anchoring.anchor(eco, now=NOW)
    lines = (anchoring.folder_of(eco) / "2026.heads").read_text().splitlines()
    assert len(lines) == CASES + 1
    assert lines[-1].startswith("LO-2026-000002 9 ")


@pytest.mark.parametrize("name", ["2026.jsonl", "2026.heads"])
def test_an_anchor_that_was_edited_is_named(eco, name):
    anchoring.anchor(eco, now=NOW)
    path = anchoring.folder_of(eco) / name
    path.write_text(path.read_text().replace("2", "3", 1))
    assert verify(eco).wrong[0].code == "anchor_damaged"
    with pytest.raises(anchors.AnchorDamaged):
        anchoring.anchor(eco, now=NOW)


def test_what_a_crash_left_half_written_is_dropped(eco):
    anchoring.anchor(eco, now=NOW)
    for name in ("2026.jsonl", "2026.heads"):
        with (anchoring.folder_of(eco) / name).open("a") as file:
            file.write('{"half": ')
    assert verify(eco).wrong == []
    anchoring.anchor(eco, now=NOW)
    assert verify(eco).wrong == []


def test_an_anchor_is_due_until_it_is_written_for_the_day(eco):
    assert anchoring.due(NOW) == [eco]
    anchoring.anchor(eco, now=NOW)
    assert anchoring.due(NOW) == []


def test_the_commands_print_one_line_and_fail_when_something_is_wrong(eco):
    printed = io.StringIO()
    call_command("verify_journal", stdout=printed)
    assert printed.getvalue() == "verify_journal: 12 cases, 96 events, 0 wrong, no anchor yet for ecoverde\n"
    call_command("anchor", "--company", "ecoverde", stdout=printed)
    change(Case.objects.of(eco).get(number="LO-2026-000007"), 2)
    printed = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_journal", "--json", stdout=printed)
    assert left.value.code == 1
    (answer,) = json.loads(printed.getvalue())
    assert answer["wrong"][0]["case"] == "LO-2026-000007"
    assert answer["wrong"][0]["seq"] == 2


def test_a_company_that_is_not_there_is_said(eco):
    with pytest.raises(CommandError):
        call_command("verify_journal", "--company", "nobody")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guardians stand in PostgreSQL")
def test_the_database_itself_refuses_to_change_or_remove_an_event(eco):
    for sql in ("UPDATE cases_caseevent SET body=''", "DELETE FROM cases_caseevent"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_worker_anchors_every_company_once_a_day_and_leaves_a_damaged_one_alone(eco):
    lumen = registry_make.company("lumen")
    (anchoring.folder_of(lumen)).mkdir(parents=True)
    (anchoring.folder_of(lumen) / "2025.jsonl").write_text("no anchor\n")
    assert [each.company for each in anchoring.anchor_due(NOW)] == ["ecoverde"]
    assert anchoring.anchor_due(NOW) == []
    assert "anchor" in {chore.name for chore in chores()}
