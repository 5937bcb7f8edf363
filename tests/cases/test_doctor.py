"""The doctor names the row that breaks each invariant, and finds nothing in a healthy database."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from cases.models import Case, CaseEvent, Dispatch, WorkItem
from cases.outbox import consumers
from cases.outbox.consumers import Consumer
from cases.services import comments, work
from cases.services.diagnosis import doctor
from tests.factories import registry as make
from tests.factories.journals import tamper
from tests.paper import cast, fixtures

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(minutes=5)


paper, eco = fixtures.paper, fixtures.eco


@pytest.fixture(autouse=True)
def told():
    """Somebody is told of every grant and submission."""
    consumer = Consumer("test.billing", ("derogation.*",), lambda dispatch, now: None)
    consumers.subscribe(consumer)
    yield
    consumers.unsubscribe(consumer.name)


@pytest.fixture
def scene(eco, settings, tmp_path):
    """Two cases under review with one check done, and one in draft; everything they left is delivered."""
    settings.DATA_DIR = tmp_path
    make.member(eco, "derogation.ask")
    for membership in eco.memberships.filter(roles__isnull=True):
        membership.roles.set([make.role(eco, *membership.duties)] if membership.duties else [])
    cases = [cast.under_review(eco), cast.under_review(eco), cast.opened(eco)]
    kim = cast.person(eco, "kim")
    work.complete(cast.open_items(cases[0])["chemistry"], "favourable", actor=kim, now=cast.NOW)
    comments.comment(cases[1], "Seen", actor=kim, now=cast.NOW)
    tamper(("UPDATE cases_dispatch SET status='delivered'", []))
    return cases


def broken(company):
    results = doctor.examine([company], now=LATER)
    return {result.invariant.code: [str(each) for each in result.violations] for result in results if result.violations}


def test_a_healthy_database_holds_and_what_has_no_rows_is_no_pass(eco, scene):
    assert broken(eco) == {}
    verdicts = {result.invariant.code: result.verdict for result in doctor.examine([eco], now=LATER)}
    missing = {code for code, verdict in verdicts.items() if verdict == "not applicable yet"}
    assert {"I5", "I12", "deadlines"} <= missing
    assert {code for code in verdicts if verdicts[code] == "holds"} >= {
        "I1", "I2", "I3", "I4", "I6", "I8", "I10", "I11", "closed", "doers", "duties", "order", "work",
    }  # fmt: skip


CASE = "UPDATE cases_case SET {} WHERE number='DE-2026-000001'"
EVENT = (
    "UPDATE cases_caseevent SET {} WHERE seq=2 AND case_id=(SELECT id FROM cases_case WHERE number='DE-2026-000001')"
)


@pytest.mark.parametrize(
    ("code", "sql", "named"),
    [
        (
            "I1",
            "DELETE FROM cases_caseevent WHERE seq=2 AND kind='comment' OR seq=3 AND kind='comment'",
            "DE-2026-000002",
        ),
        ("I2", CASE.format("state='granted'"), "DE-2026-000001"),
        ("I2", EVENT.format("from_state='granted'"), "DE-2026-000001 event 2"),
        ("I3", EVENT.format("transition='grant'"), "DE-2026-000001 event 2"),
        ("I3", EVENT.format("transition='fly'"), "DE-2026-000001 event 2"),
        (
            "I4",
            "DELETE FROM cases_dispatch WHERE topic='derogation.submit' AND source LIKE '%%000002%%'",
            "DE-2026-000002 event 2",
        ),
        ("I4", "UPDATE cases_dispatch SET event_id=NULL WHERE source LIKE '%%000002@%%/2/%%'", "dispatch"),
        ("I6", "UPDATE cases_dispatch SET status='waiting', next_try_at='2026-11-16 08:00:00+00:00'", "dispatch"),
        ("I8", "UPDATE registry_counter SET last=4 WHERE name='DE-2026'", "DE-2026-000004"),
        ("I11", EVENT.format("actor_name='Nobody'"), "DE-2026-000001 event 2"),
        ("closed", CASE.format("closed_at='2026-11-16 10:00:00+00:00'"), "DE-2026-000001"),
        ("doers", CASE.format("doers='{}'"), "DE-2026-000001"),
        (
            "duties",
            "UPDATE registry_membership SET duties='[\"admin.configure\"]' WHERE duties LIKE '%%decide%%grant%%'",
            "membership",
        ),
        ("work", "UPDATE cases_workitem SET state='draft' WHERE step='price'", "work item"),
    ],
)
def test_the_row_that_breaks_an_invariant_is_named(eco, scene, code, sql, named):
    tamper((sql.replace("duties LIKE", "CAST(duties AS text) LIKE"), []))
    assert any(violation.startswith(named) for violation in broken(eco)[code]), broken(eco)


def test_who_took_two_steps_kept_apart_is_named(eco, scene):
    """I9: the first decision and the grant by the same hand."""
    case = Case.objects.of(eco).get(number="DE-2026-000001")
    dan = cast.person(eco, "dan")
    for kind, transition, matter in (("work.completed", "", {"step": "first"}), ("derogation.grant", "grant", {})):
        comments.record(case, kind, actor=dan, now=cast.NOW, matter=matter)
        tamper(("UPDATE cases_caseevent SET transition=%s WHERE kind=%s AND transition=''", [transition, kind]))
    assert broken(eco)["I9"] == ["DE-2026-000001 event 5: grant was taken by who took first (event 4)"]


def test_a_row_that_points_into_another_company_is_named(eco, scene):
    other = make.company("lumen")
    item = WorkItem.objects.of(eco).filter(step="price").first()
    tamper(("UPDATE cases_workitem SET company_id=%s WHERE id=%s", [other.pk, item.pk]))
    results = doctor.examine([eco, other], now=LATER)
    (violation,) = next(result for result in results if result.invariant.code == "I10").violations
    assert str(violation) == f"WorkItem {item.pk}: it belongs to lumen, its case to ecoverde"


def test_a_delivery_that_overtook_an_earlier_one_is_named(eco, scene):
    first, second = Dispatch.objects.of(eco).filter(ordering_key__endswith="000001").order_by("pk")[:2]
    tamper(("UPDATE cases_dispatch SET status='parked' WHERE id=%s", [first.pk]))
    (violation,) = broken(eco)["order"]
    assert violation.startswith(f"dispatch {second.pk}: ")


def test_a_deadline_that_runs_where_its_clock_does_not_is_named(eco, scene):
    case = scene[0]
    values = [eco.pk, case.pk, "decide", "draft", "running", "2026-11-16", "2026-11-20", "2026-11-20 23:00:00+00:00"]
    columns = "company_id, case_id, clock, state, status, started_on, due_on, due_at, derivation, extensions, reminded"
    tamper((f"INSERT INTO cases_deadline ({columns}) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,'[]','[]','[]')", values))  # noqa: S608 - our own names
    (violation,) = broken(eco)["deadlines"]
    assert "DE-2026-000001: clock decide runs in" in violation


def test_the_command_prints_rows_and_a_summary_and_fails_on_a_violation(eco, scene):
    printed = io.StringIO()
    call_command("doctor", stdout=printed)
    assert printed.getvalue().splitlines()[-1].startswith(f"doctor: {len(doctor.invariants())} invariants: ")
    tamper((CASE.format("doers='{}'"), []))
    printed = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("doctor", "--json", "--company", eco.slug, stdout=printed)
    assert left.value.code == 1
    answer = {each["code"]: each for each in json.loads(printed.getvalue())}
    assert answer["doers"]["violations"][0]["where"] == "DE-2026-000001"
    assert answer["I12"]["verdict"] == "not applicable yet"
    assert CaseEvent.objects.of(eco).count() == answer["I11"]["examined"]
