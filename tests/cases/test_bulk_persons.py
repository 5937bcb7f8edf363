"""What a bulk step remembers of persons: what was typed of them, and in whose place it was taken."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from cases.definition import Transition, catalogue
from cases.models import BulkJob, Case, CaseEvent, PersonalValue, Substitution
from cases.queries.caseload import Filters
from cases.services import bulk_jobs
from cases.services.bulk import Job, perform_many
from cases.services.diagnosis.verification import verify
from cases.services.errors import Refused
from cases.services.intake import open_case
from cases.services.substitution import revoke
from cases.services.transitions import perform
from registry.actors import Actor
from tests.factories import cases as make
from tests.paper import cast, request

pytestmark = pytest.mark.django_db
named = Transition(
    "name", request.S.DRAFT, request.S.DRAFT, duty="enter", label="Name", form=request.Corrigible, effect=request.fill
)


@pytest.fixture(autouse=True)
def requests():
    """The request, with a step that asks for something personal."""
    catalogue.register(replace(request.process, transitions=(*request.process.transitions, named)))
    yield
    catalogue.unregister(request.process.code)


@pytest.fixture
def eco():
    make.waste_code("170504")
    company = cast.company()
    ada = cast.user("ada").memberships.get()
    ada.duties = ["request.enter"]
    ada.save()
    return company


@pytest.fixture
def sub(eco):
    """Sub, in the place of Ada."""
    cast.stand_in(eco, "ada", "sub")
    return Actor(
        user_id=cast.user("sub").pk,
        name="Sub Rossi",
        duties=frozenset({"request.enter"}),
        company_id=eco.pk,
        acting_for_id=cast.user("ada").pk,
        acting_for_name="Ada Rossi",
    )


def drafts(eco, count: int) -> list[Case]:
    inputs = {"waste_code": "170504", "quantity_per_year": 100, "quantity_per_delivery": 10}
    ada = cast.person(eco, "ada")
    return [open_case("request", eco, None, make.command(ada, inputs=inputs)).case for _ in range(count)]


TYPED = {"waste_code": "170504", "applicant": "Mario Rossi"}


def remembered(case: Case) -> dict[str, object]:
    """What the journal, its personal values and the history of the dossier say of the step."""
    event = CaseEvent.objects.of(case.company_id).get(case=case, transition="name")
    body = json.loads(event.body)
    history = request.Request.history.filter(case_id=case.pk).latest("history_id")
    return {
        "clear": "Mario" in event.body,
        "personal": sorted(body["personal"]),
        "inputs": body["matter"]["inputs"],
        "who": (event.actor_name, body["for_name"], event.actor_id, event.acting_for_id),
        "kept": list(PersonalValue.objects.of(case.company_id).filter(event=event).values_list("field", "value")),
        "history": (history.history_user_id, history.history_change_reason, history.applicant),
    }


def test_many_at_once_remember_of_persons_what_one_by_one_does(eco, sub):
    single, *many = drafts(eco, 3)
    perform(single, "name", make.command(sub, inputs=TYPED, origin="bulk"))
    job = Job(key=uuid4(), actor=sub, now=make.NOW, inputs=TYPED)
    report = perform_many(eco, "request", "name", [case.pk for case in many], job)
    assert report.moved == 2
    expected = remembered(single)
    assert expected["clear"] is False
    assert expected["kept"] == [("applicant", "Mario Rossi")]
    assert expected["history"] == (cast.user("sub").pk, "name (for Ada Rossi)", "Mario Rossi")
    assert [remembered(case) for case in many] == [expected, expected]
    salts = PersonalValue.objects.of(eco).values_list("salt", flat=True)
    assert len(set(salts)) == len(salts) == 3, "two persons of the same name leave different digests"
    assert verify(eco).wrong == []


def test_a_job_asked_in_another_s_place_is_done_in_his_place_by_the_worker(eco, sub):
    cases = drafts(eco, 2)
    asked = {"actor": sub, "now": make.NOW, "key": uuid4()}
    job = bulk_jobs.start("request", "submit", [(case.pk, case.version) for case in cases], **asked)
    assert bulk_jobs.run_waiting(make.NOW) == 2
    events = CaseEvent.objects.of(eco).filter(transition="submit")
    told = {(event.actor_name, json.loads(event.body)["for_name"], event.origin) for event in events}
    assert told == {("Sub Rossi", "Ada Rossi", "bulk")}
    assert (job.asked_by_id, job.acting_for_id) == (cast.user("sub").pk, cast.user("ada").pk)


def test_when_the_substitution_ends_meanwhile_the_rest_is_refused(eco, sub):
    case = drafts(eco, 1)[0]
    job = bulk_jobs.start("request", "submit", [(case.pk, case.version)], actor=sub, now=make.NOW, key=uuid4())
    revoke(Substitution.objects.of(eco).get(), actor=cast.person(eco, "ada"), now=make.NOW)
    bulk_jobs.run(job, make.NOW)
    result = job.results.get()
    assert (result.status, [reason["code"] for reason in result.reasons]) == ("refused", ["no_duty"])


def test_all_that_match_are_written_down_as_they_are_now_and_done_portion_by_portion(eco):
    cases = drafts(eco, 5)
    ada = cast.person(eco, "ada")
    asked = {"actor": ada, "now": make.NOW, "key": uuid4()}
    job = bulk_jobs.start_all("request", "submit", Filters(process="request", state="draft"), **asked)
    assert (job.total, Case.objects.of(eco).filter(state="draft").count()) == (5, 5)
    perform(cases[0], "name", make.command(ada, inputs=TYPED))
    assert bulk_jobs.run(job, make.NOW, at_most=2) == 2
    assert bulk_jobs.run_waiting(make.NOW) == 3
    told = sorted(job.results.values_list("case_id", "status"))
    assert told == [(case.pk, "stale" if case == cases[0] else "moved") for case in cases]
    assert bulk_jobs.start_all("request", "submit", Filters(), **asked) == job, "the same press is the same job"
    assert BulkJob.objects.of(eco).count() == 1


def test_more_than_a_job_can_hold_is_refused_and_nothing_is_written(eco, monkeypatch):
    drafts(eco, 3)
    monkeypatch.setattr(bulk_jobs, "MOST", 2)
    asked = {"actor": cast.person(eco, "ada"), "now": make.NOW, "key": uuid4()}
    with pytest.raises(Refused) as refused:
        bulk_jobs.start_all("request", "submit", Filters(process="request"), **asked)
    assert [refusal.code for refusal in refused.value.refusals] == ["too_many"]
    assert not BulkJob.objects.of(eco).exists()
