"""Documents that end, and documents that go over into a renewal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.definition import catalogue
from cases.models import Case, Notice, WorkItem
from cases.outbox import relay
from cases.services.policies.factory import load_factory
from documents.models import Document
from documents.queries.checklists import checklists
from documents.services import decisions, expiring
from registry.duties import DutyMissing
from registry.models import User
from registry.services.limits import set_limit
from tests.factories import cases as make
from tests.factories import registry as people
from tests.workflows.waste_approval import test_certificates, test_later_life
from workflows.waste_approval import tasks
from workflows.waste_approval.models import WasteApproval

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
LAST = TODAY + timedelta(days=61)


@pytest.fixture
def cast():
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    return test_later_life.Cast()


@pytest.fixture
def case(cast):
    return make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5")


def ends(case, until, kind="analysis", status="verified"):
    document = make.document(case, kind, status)
    Document.objects.of(case.company_id).filter(pk=document.pk).update(valid_until=until)
    return document


def told(cast, now=make.NOW):
    expiring.tell_due(cast.eco, now=now)
    return Notice.objects.of(cast.eco).filter(kind="document_expiring").count()


def work(case):
    own = WorkItem.objects.of(case.company_id).filter(case=case, step__startswith="document.", ended_at__isnull=True)
    return [(item.step, item.reason) for item in own]


def approved(cast):
    case = make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5")
    case = make.moved(case, "submit", cast.ada).case
    make.document(case, "waste_sheet")
    case = make.moved(case, "pass_on", cast.cleo).case
    make.document(case, "analysis")
    inputs = test_later_life.JUDGED
    case = make.moved(make.checked(case, cast.teo), "conclude_review", cast.teo, inputs=inputs).case
    return make.moved(case, "approve", cast.bo, inputs=test_later_life.PRICED).case


def test_who_is_at_work_is_told_once_at_sixty_thirty_and_ten_days(cast, case):
    people.member(cast.eco, *make.ENTER)
    until = TODAY + timedelta(days=61)
    ends(case, until)
    seen = [told(cast, make.NOW + timedelta(days=day)) for day in (0, 1, 1, 2, 31, 32, 51, 52, 61)]
    assert seen == [0, 1, 1, 1, 2, 2, 3, 3, 3]


def test_what_was_found_late_is_told_once_and_not_for_every_distance_it_passed(cast, case):
    people.member(cast.eco, *make.ENTER)
    ends(case, TODAY + timedelta(days=5))
    assert [told(cast), told(cast)] == [1, 1]


def test_what_has_ended_is_work_until_something_newer_is_there(cast, case):
    ends(case, TODAY - timedelta(days=1))
    other = ends(case, TODAY - timedelta(days=1), "leaching_test", "expired")
    make.document(case, "leaching_test", "received")
    for _ in range(2):
        expiring.tell_due(cast.eco, now=make.NOW)
    ((step, reason),) = work(case)
    assert step == "document.expired"
    assert f"{TODAY - timedelta(days=1):%d/%m/%Y}" in reason
    assert not other.warnings.exists()


def test_the_table_may_name_a_step_that_is_taken_where_the_state_has_it(cast, case):
    in_force = approved(cast)
    ends(in_force, TODAY - timedelta(days=1), "authorisation")
    ends(case, TODAY - timedelta(days=1), "authorisation")
    expiring.tell_due(cast.eco, now=make.NOW)
    assert test_later_life.now_is(in_force).state == "suspended"
    assert [step for step, _ in work(case)] == ["document.expired"]


def issued(case, on, kind):
    """A verified document that names no last day: how long it is good the rules say."""
    document = make.document(case, kind)
    Document.objects.of(case.company_id).filter(pk=document.pk).update(issued_on=on, valid_until=None)
    return document


def test_what_a_rule_lets_end_is_told_of_while_a_step_waits_for_it(cast, case):
    people.member(cast.eco, *make.ENTER, *make.CHECK)
    sheet = issued(case, TODAY - timedelta(days=304), "waste_sheet")  # good for 365 days: 61 are left
    assert told(cast) == 0
    case = make.moved(case, "submit", cast.ada).case
    seen = [told(cast, make.NOW + timedelta(days=day)) for day in (0, 1, 1, 31, 51, 61)]
    assert seen == [0, 1, 1, 2, 3, 3]
    for _ in range(2):
        expiring.tell_due(cast.eco, now=make.NOW + timedelta(days=62))
    assert work(case) == [("document.expired", f"Scheda descrittiva del rifiuto: ultimo giorno {LAST:%d/%m/%Y}.")]
    sheet.refresh_from_db()
    assert (sheet.valid_until, sheet.status) == (None, "verified")


def test_the_age_of_an_analysis_is_told_of_as_the_judge_weighs_it(cast, case):
    people.member(cast.eco, *make.ENTER, *make.REVIEW)
    case = make.moved(case, "submit", cast.ada).case
    issued(case, TODAY, "waste_sheet")
    case = make.moved(case, "pass_on", cast.cleo).case
    issued(case, TODAY - timedelta(days=340), "analysis")
    assert [told(cast), told(cast)] == [1, 1]


def test_an_approval_in_force_is_not_asked_for_the_papers_of_its_preparation(cast):
    people.member(cast.eco, *make.ENTER)
    in_force = approved(cast)
    issued(in_force, TODAY - timedelta(days=360), "declaration")
    Document.objects.of(cast.eco).filter(case=in_force, kind="waste_sheet").update(
        issued_on=TODAY - timedelta(days=360)
    )
    assert told(cast) == 0


def test_documents_that_end_are_listed_and_given_out_as_a_file(cast, case):
    who = people.member(cast.eco, *make.ENTER, "documents.receive")
    until = timezone.localdate() + timedelta(days=20)
    ends(case, until)
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    assert case.number in client.get("/ecoverde/documents/expiring/?days=30").content.decode()
    assert case.number not in client.get("/ecoverde/documents/expiring/?days=10").content.decode()
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/ecoverde/documents/expiring/file.{kind}?days=60")
        content = b"".join(answer.streaming_content)
        assert (until.isoformat().encode() in content) is (kind == "csv")
        assert len(content) > 100


def test_a_renewal_begins_with_what_is_still_good_and_names_where_it_comes_from(cast):
    old = approved(cast)
    analysis = Document.objects.of(cast.eco).get(case=old, kind="analysis")
    ends(old, TODAY + timedelta(days=9), "classification")
    ends(old, TODAY - timedelta(days=1), "sampling_report")
    make.document(old, "technical_sheet", "rejected")
    make.moved(old, "renew", cast.ada)
    for _ in range(2):
        relay.run_once(make.NOW, "here")
    renewal = Case.objects.of(cast.eco).get(number="OM-2026-000002")
    carried = Document.objects.of(cast.eco).filter(case=renewal)
    assert sorted(carried.values_list("kind", flat=True)) == ["analysis", "classification"]
    assert carried.get(kind="analysis").carried_from_id == analysis.pk
    assert set(carried.values_list("status", flat=True)) == {"verified"}


def test_a_sheet_signed_before_the_dossier_was_changed_must_be_signed_again(cast):
    marta = make.actor(cast.eco, "marta@example.org", *make.CHECK, *make.PAPERS)
    case = make.moved(make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5"), "submit", cast.ada).case
    decisions.verify(make.document(case, "waste_sheet", "received"), actor=marta, now=make.NOW)
    case = make.moved(case, "pass_on", cast.cleo).case
    inputs = {**make.sheet(plant=cast.plant, operation="R5"), "raw_materials": "altro", "reason": "Riletta"}
    case = make.moved(case, "characterise", cast.teo, inputs=inputs).case
    assert "document_unsuitable" in test_certificates.refusals(case, cast.teo)


def test_who_verifies_is_who_the_row_names(cast, case):
    marta = make.actor(cast.eco, "marta@example.org", *make.CHECK, *make.PAPERS)
    sheet, analysis = (make.document(case, kind, "received") for kind in ("waste_sheet", "analysis"))
    with pytest.raises(DutyMissing):
        decisions.verify(analysis, actor=marta, now=make.NOW)
    assert decisions.verify(sheet, actor=marta, now=make.NOW).status == "verified"


def test_each_context_asks_for_its_own_papers(cast, case):
    asked = {}
    for context in ("own_plant", "broker", "carrier", "public_service"):
        WasteApproval.objects.of(cast.eco).filter(pk=case.pk).update(context=context)
        case.dossier.refresh_from_db()
        steps = asked_by(case)
        asked[context] = steps - {"waste_sheet", "request", "analysis", "classification", "sampling_report"}
    assert asked == {
        "own_plant": set(),
        "broker": {"mandate", "enrolment", "authorisation"},
        "carrier": {"enrolment", "authorisation"},
        "public_service": {"contract"},
    }


def asked_by(case):
    return {each.requirement.document for each in checklists([case], TODAY)[case.pk]["approve"].asked or ()}


def test_an_analysis_out_of_limits_suspends_an_approval_in_force(cast):
    case = approved(cast)
    lab = make.actor(cast.eco, "lab@example.org", "documents.certify", "registry.edit_plant")
    document = Document.objects.of(cast.eco).get(case=case, kind="analysis")
    test_certificates.entered(document, lab)
    assert tasks.watch(make.NOW) == 0
    terms = {"analyte": "piombo", "unit": "mg/kg", "most": Decimal(40)}
    set_limit(cast.plant, actor=lab, **terms, valid_from=TODAY)
    assert tasks.watch(make.NOW) == 1
    assert test_later_life.now_is(case).state == "suspended"
