"""The documents that a step waits for, by the policy: from the table to the refusal and the journal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from cases.definition import catalogue
from cases.definition.checks import prove
from cases.rules.policies.kinds import Kind
from cases.rules.policies.required import PaperState, Requirement
from cases.rules.tables.columns import Field
from cases.rules.tables.columns import Kind as TableKind
from cases.services.errors import Refused
from cases.services.judgement import verdicts
from cases.services.policies.factory import files_of, load_factory, read_file
from desk.presenting.policy_words import words_of
from documents import kinds
from documents.queries.checklists import checklists, state_of
from documents.queries.evidence import Proof
from registry.models import Customer
from tests.factories import cases as make
from tests.factories import policies as make_policy

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
SHEET = Requirement("waste_sheet", mandatory=True, valid_days=365)


@pytest.fixture
def eco():
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    return make.company()


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)


def submitted(eco, ada, **values):
    return make.moved(make.opened(eco, ada, **values), "submit", ada).case


def refusals(case, ada):
    verdict = next(each for each in verdicts(case, ada, TODAY) if each.transition.code == "pass_on")
    with translation.override("en"):
        return {refusal.code: str(refusal.params["document"]) for refusal in verdict.refusals}


def test_the_administrative_check_waits_for_the_sheet_whatever_it_lacks(eco, ada):
    case = submitted(eco, ada)
    seen = [refusals(case, ada)]
    for status in ("rejected", "expired", "received", "verified"):
        make.document(case, "waste_sheet", status)
        seen.append(refusals(case, ada))
    name = "Descriptive sheet of the waste"
    assert seen == [
        {"document_missing": name},
        {"document_rejected": name},
        {"document_expired": name},
        {"document_to_be_verified": name},
        {},
    ]


def test_everybody_is_asked_for_the_signed_request_and_a_new_customer_and_a_public_body_must_send_it(eco, ada):
    case = submitted(eco, ada)
    assert wanted_to_pass_on(case) == {"waste_sheet": True, "request": False}
    for changes in ({"is_prospect": True}, {"is_prospect": False, "is_public_body": True}):
        Customer.objects.of(eco).update(**changes)
        case.customer.refresh_from_db()
        assert wanted_to_pass_on(case) == {"waste_sheet": True, "request": True}


def wanted_to_pass_on(case):
    asked = checklists([case], TODAY)[case.pk]["pass_on"].asked or ()
    return {each.requirement.document: each.is_wanted for each in asked}


def test_a_mirror_entry_is_not_decided_without_its_analysis_and_a_document_asked_for_only_does_not_stop(eco, ada):
    make.waste_code("170504", entry_type="MN")
    case = make.opened(eco, ada)
    asked = checklists([case], TODAY)[case.pk]["approve"].asked or ()
    assert {each.requirement.document: each.is_wanted for each in asked} == {
        "waste_sheet": True,
        "request": False,
        "analysis": True,
        "classification": False,
        "sampling_report": False,
    }


def test_who_tries_is_refused_and_who_succeeds_leaves_version_and_rows_on_the_event(eco, ada):
    case = submitted(eco, ada)
    with pytest.raises(Refused) as refused:
        make.moved(case, "pass_on", ada)
    assert [refusal.code for refusal in refused.value.refusals] == ["document_missing"]
    make.document(case, "waste_sheet")
    event = make.moved(case, "pass_on", ada).event
    matter = json.loads(event.body)["matter"]
    (told,) = matter["decisions"]
    assert "document.waste_sheet" in matter["guards"]
    assert (told["policy"], told["version"], told["rows"]) == (
        "waste_approval/requirement/required_documents",
        1,
        ["waste_sheet", "request_of_a_known_customer"],
    )


def test_a_company_s_own_table_goes_before_the_factory_s(eco, ada):
    case = submitted(eco, ada)
    content = next(p for p in factory_files() if p.kind == Kind.REQUIREMENT).content
    dora = make_policy.dora(eco)
    key = make_policy.key(eco, "requirement", "required_documents")
    make_policy.published(key, dora, content | {"rows": content["rows"][1:], "examples": []})
    assert refusals(case, ada) == {}


def test_where_no_table_is_in_force_nothing_is_asked_for():
    eco = make.company()
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)
    case = submitted(eco, ada)
    assert refusals(case, ada) == {}
    assert make.moved(case, "pass_on", ada).case.state == "under_technical_review"


def test_a_table_that_cannot_tell_makes_the_step_unknown_and_never_a_guess(eco, ada, monkeypatch):
    case = submitted(eco, ada)
    monkeypatch.setattr("workflows.waste_approval.policies._standing", lambda customer: "a stranger")
    verdict = next(each for each in verdicts(case, ada, TODAY) if each.transition.code == "pass_on")
    assert [refusal.code for refusal in verdict.refusals] == ["unknown"]


@pytest.mark.parametrize(
    ("proof", "state"),
    [
        (Proof("waste_sheet", "verified", None, None), PaperState.VERIFIED),
        (Proof("waste_sheet", "verified", TODAY - timedelta(365), None), PaperState.VERIFIED),
        (Proof("waste_sheet", "verified", TODAY - timedelta(366), None), PaperState.EXPIRED),
        (Proof("waste_sheet", "verified", None, None, TODAY - timedelta(366)), PaperState.EXPIRED),
        (Proof("waste_sheet", "verified", None, TODAY), PaperState.VERIFIED),
        (Proof("waste_sheet", "received", None, TODAY - timedelta(1)), PaperState.EXPIRED),
        (Proof("waste_sheet", "received", None, None), PaperState.TO_BE_VERIFIED),
        (Proof("waste_sheet", "rejected", None, None), PaperState.REJECTED),
        (Proof("waste_sheet", "superseded", None, None), PaperState.MISSING),
    ],
)
def test_a_document_answers_by_its_status_and_its_days(proof, state):
    assert state_of(proof, SHEET, TODAY) is state


def test_who_verifies_a_document_is_a_duty_and_is_named_in_words():
    (content,) = [each.content for each in factory_files() if each.kind == Kind.REQUIREMENT]
    (column,) = [each for each in content["outputs"] if each["code"] == "verified_by"]
    with translation.override("it"):
        words = words_of(Field(code="verified_by", kind=TableKind.CHOICE, choices=tuple(column["choices"])))
    assert words["check_administratively"] == "controllo amministrativo"
    assert {row["then"]["verified_by"] for row in content["rows"]} <= words.keys()
    process = catalogue.get("waste_approval")
    assert {process.duty(name) for name in words} <= set(process.duties)


def test_every_document_the_factory_names_has_a_name_for_people():
    (content,) = [each.content for each in factory_files() if each.kind == Kind.REQUIREMENT]
    named = {row["then"]["document"] for row in content["rows"]}
    assert named <= dict(kinds.KINDS).keys()


def test_the_prover_finds_papers_of_a_step_that_does_not_exist():
    process = catalogue.get("waste_approval")
    wrong = replace(process, papers=replace(process.papers, steps=("pass_on", "aprove")))
    assert [finding.code for finding in prove(wrong)] == ["papers_of_unknown_step"]


def factory_files():
    process = catalogue.get("waste_approval")
    return [policy for path in files_of(process) for policy in read_file(process.code, path)]


def test_one_missing_analysis_is_told_once_and_in_the_words_that_say_more(eco, ada):
    make.waste_code("170504", entry_type="MN", mirror_partners=["170503"])
    case = submitted(eco, ada)
    make.document(case, "waste_sheet")
    case = make.moved(case, "pass_on", ada).case
    teo = make.actor(eco, "teo@example.org", *make.REVIEW)
    verdict = next(each for each in verdicts(case, teo, TODAY) if each.transition.code == "conclude_review")
    about_it = [refusal.code for refusal in verdict.refusals if refusal.link == "documents"]
    assert about_it == ["analysis_missing"]
    assert "document.analysis" in {check.code for check in verdict.checks if check.refusal}


def test_of_two_good_ones_the_page_names_the_one_that_is_good_longest(eco, ada):
    make.waste_code("170504", entry_type="MN")
    case = make.opened(eco, ada)
    old, new, endless = (make.document(case) for _ in range(3))
    days = {old: TODAY + timedelta(30), new: TODAY + timedelta(300), endless: None}
    said = []
    for paper, until in days.items():
        type(paper).objects.of(eco).filter(pk=paper.pk).update(valid_until=until)
    for gone in (None, endless, new):
        if gone:
            type(gone).objects.of(eco).filter(pk=gone.pk).update(status="superseded")
        asked = checklists([case], TODAY)[case.pk]["approve"].asked or ()
        said += [(each.document, each.until) for each in asked if each.requirement.document == "analysis"]
    assert said == [(str(paper.uuid), days[paper]) for paper in (endless, new, old)]
