"""One letter to each of many cases: once, with a result for every case, whatever dies in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import BulkJob, Case, CaseEvent
from cases.outbox import relay
from cases.services import bulk_jobs
from documents.letters import catalogue, pdf
from documents.models import Letter, Message
from documents.services.letters import issuing, mass, planning
from documents.services.letters.mass import Asked
from documents.services.messages.automatic import set_rule
from registry.actors import Actor
from registry.duties import DutyMissing
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import letters
from tests.factories import messages as make
from tests.factories import registry as people
from tests.paper import request

pytestmark = pytest.mark.django_db
NOW = make.NOW
DUTIES = (*request.process.duties, "documents.send", "documents.issue", "admin.configure")


@pytest.fixture
def _known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pdf, "soffice", lambda: None)
    with make.requests():
        catalogue.register(letters.REQUEST_LETTERS)
        yield
        catalogue.forget("request")


@pytest.fixture
def clerk(company: Company) -> Actor:
    people.member(company, *DUTIES, who=people.user("clerk@example.it"))
    return cast.actor(company, "clerk@example.it", *DUTIES)


@pytest.fixture
def cases(_known: None, company: Company, clerk: Actor) -> list[Case]:
    """Three: of somebody abroad, of somebody with no address at all, of somebody with every address."""
    none = {"email": "", "pec": "", "address": "", "postal_code": ""}
    return [
        make.case(company, clerk),
        make.case(company, clerk, code="C000002", name="Nessuno", **none),
        make.case(company, clerk, code="C000003", name="Smith Ltd", country="GB"),
    ]


def asked(**values: Any) -> Asked:
    return Asked(**{"letter": "receipt", "dated": NOW.date(), "author": "Elena Fabbri", **values})


def started(cases: list[Case], by: Actor, **values: Any) -> BulkJob:
    return bulk_jobs.start(
        "request",
        "receipt",
        [(case.pk, case.version) for case in cases],
        actor=by,
        now=NOW,
        key=uuid4(),
        inputs=asked(**values).as_inputs(),
        kind="letter",
    )


def told(job: BulkJob) -> dict[int, tuple[str, list[str]]]:
    rows = job.results.order_by("case_id")
    return {row.case_id: (row.status, [reason["code"] for reason in row.reasons]) for row in rows}


def test_every_case_is_written_its_letter_in_the_customer_s_language(cases: list[Case], clerk: Actor) -> None:
    letters.template()
    letters.template(content=letters.word(language="en"), language="en", version=2)
    job = started(cases, clerk, way="file", note="Manca il verbale.")
    assert bulk_jobs.run_waiting(NOW) == 3
    assert {status for status, _ in told(job).values()} == {"moved"}
    found = {letter.case_id: letter for letter in Letter.objects.of(clerk.company_id)}
    assert [found[case.pk].language for case in cases] == ["it", "it", "en"]
    assert {(each.note, each.issued_by_id, each.dated) for each in found.values()} == {
        ("Manca il verbale.", clerk.user_id, NOW.date())
    }
    assert BulkJob.objects.of(clerk.company_id).get().ended_at == NOW
    assert not Message.objects.of(clerk.company_id).exists()


def test_who_cannot_be_reached_by_the_chosen_way_is_refused_and_the_others_are_sent(
    cases: list[Case], clerk: Actor
) -> None:
    letters.template()
    job = started(cases, clerk, way="post")
    bulk_jobs.run(job, NOW)
    assert told(job)[cases[1].pk] == ("refused", ["message_to_nobody"])
    sent = Message.objects.of(clerk.company_id).order_by("pk")
    assert [(each.case_id, each.channel, each.status) for each in sent] == [
        (cases[0].pk, "post", "queued"),
        (cases[2].pk, "post", "queued"),
    ]
    assert not Letter.objects.of(clerk.company_id).filter(case=cases[1]).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "messages"), [("rule", 2), ("file", 0), ("pec", 2)])
def test_the_rule_of_sending_is_followed_only_where_nobody_chose_a_way(
    way: str, messages: int, cases: list[Case], clerk: Actor
) -> None:
    letters.template()
    set_rule("request", "receipt", "email", is_automatic=True, actor=clerk)
    bulk_jobs.run(started(cases, clerk, way=way), NOW)
    for _round in range(3):
        relay.run_once(NOW, relay.new_holder())
    sent = Message.objects.of(clerk.company_id)
    assert sent.count() == messages
    assert {each.channel for each in sent} == ({"rule": {"email"}, "pec": {"pec"}}.get(way, set()))


def test_without_a_template_every_case_is_refused_by_name(cases: list[Case], clerk: Actor) -> None:
    job = started(cases, clerk)
    bulk_jobs.run(job, NOW)
    assert {(status, *codes) for status, codes in told(job).values()} == {("refused", "letter_without_template")}


def test_a_worker_killed_between_letter_and_result_writes_no_letter_twice(
    cases: list[Case], clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.template()
    job = started(cases[:1] + cases[2:], clerk, way="email")
    with monkeypatch.context() as patched:
        patched.setattr(bulk_jobs, "settle", _killed)
        patched.setattr(bulk_jobs, "let_go", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            bulk_jobs.run(job, NOW)
    assert Letter.objects.of(clerk.company_id).count() == 1
    assert bulk_jobs.run(job, NOW) == 0, "the dead worker still holds the job"
    later = NOW + bulk_jobs.LEASE + timedelta(seconds=1)
    assert bulk_jobs.run(job, later) == 2
    assert {status for status, _ in told(job).values()} == {"moved"}
    for rows in (Letter, Message):
        assert rows.objects.of(clerk.company_id).count() == 2
    written = CaseEvent.objects.of(clerk.company_id).filter(kind__in=("letter.issued", "message.written"))
    assert written.count() == 4


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_while_one_worker_has_the_job_another_leaves_it_alone(cases: list[Case], clerk: Actor) -> None:
    letters.template()
    job = started(cases, clerk)
    assert bulk_jobs.take(job, NOW)
    assert bulk_jobs.run(job, NOW) == 0
    bulk_jobs.let_go(job, NOW)
    assert bulk_jobs.run(job, NOW) == 3


def test_a_letter_that_breaks_does_not_hold_up_the_others(
    cases: list[Case], clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.template()
    issue = issuing.issue

    def breaking(case: Case, *args: Any, **named: Any) -> Letter:
        if case.pk == cases[0].pk:
            raise ZeroDivisionError
        return issue(case, *args, **named)

    monkeypatch.setattr(mass, "issue", breaking)
    job = started(cases, clerk)
    bulk_jobs.run(job, NOW)
    assert told(job)[cases[0].pk] == ("refused", ["letter_broke"])
    assert Letter.objects.of(clerk.company_id).count() == 2


def test_who_lost_the_duty_meanwhile_has_nothing_written(cases: list[Case], clerk: Actor) -> None:
    letters.template()
    job = started(cases, cast.actor(cases[0].company, "gone@example.it", *DUTIES))
    bulk_jobs.run(job, NOW)
    assert {tuple(codes) for _, codes in told(job).values()} == {("letter_duty_gone",)}
    assert not Letter.objects.of(clerk.company_id).exists()


def test_cases_of_another_company_are_left_out(cases: list[Case], clerk: Actor) -> None:
    lumen = cast.company("lumen")
    stranger = cast.actor(lumen, "luz@example.it", *DUTIES)
    assert started(cases, stranger).total == 0


def test_sending_needs_its_duty_writing_alone_does_not(company: Company) -> None:
    writer = cast.actor(company, "w@example.it", "documents.issue")
    mass.require_duties(writer, asked(way="file"))
    for actor, way in ((writer, "pec"), (cast.actor(company, "n@example.it"), "file")):
        with pytest.raises(DutyMissing):
            mass.require_duties(actor, asked(way=way))


def test_the_plan_tells_languages_and_who_cannot_be_reached_before_anything_is_written(
    cases: list[Case], clerk: Actor
) -> None:
    letters.template()
    letters.template(content=letters.word(language="en"), language="en", version=2)
    every = Case.objects.of(clerk.company_id)
    plans = {way: planning.plan(every, "request", asked(way=way), clerk.company_id) for way in ("file", "pec", "post")}
    assert dict(plans["file"].by_language) == {"it": 2, "en": 1}
    assert (plans["pec"].writable, plans["pec"].unreached) == (2, 1)
    assert [case.pk for case in plans["post"].named] == [cases[1].pk]
    trial = planning.trial(plans["pec"], asked(way="pec"), clerk)
    assert trial is not None
    assert trial.written is not None
    assert "Rossi" in " ".join(trial.written.lines)
    assert not Letter.objects.of(clerk.company_id).exists()


def test_who_is_reached_by_a_contact_or_a_mailing_address_counts_as_reached(cases: list[Case], clerk: Actor) -> None:
    nobody = cases[1].customer
    assert nobody is not None
    nobody.contacts.create(company_id=clerk.company_id, name="Anna", email="anna@nessuno.example")
    nobody.addresses.create(
        company_id=clerk.company_id, kind="mailing", address="Via Po 1", postal_code="10100", city="Torino"
    )
    every = Case.objects.of(clerk.company_id)
    unreached = {
        way: planning.plan(every, "request", asked(way=way), clerk.company_id).unreached
        for way in ("email", "post", "pec")
    }
    assert unreached == {"email": 0, "post": 0, "pec": 1}


def test_the_rule_s_way_is_told_in_the_plan(cases: list[Case], clerk: Actor) -> None:
    letters.template()
    set_rule("request", "receipt", "pec", is_automatic=True, actor=clerk)
    found = planning.plan(Case.objects.of(clerk.company_id), "request", asked(), clerk.company_id)
    assert (found.channel, found.writable, found.unreached) == ("pec", 3, 1)


def many(company: Company, clerk: Actor, count: int, first: int) -> list[Case]:
    return [make.case(company, clerk, code=f"C1{number:05}") for number in range(first, first + count)]


def statements(job: BulkJob) -> int:
    with CaptureQueriesContext(connection) as ran:
        bulk_jobs.run(job, NOW)
    return len(ran)


@pytest.mark.usefixtures("_known")
def test_each_letter_costs_the_same_statements_however_many_there_are(company: Company, clerk: Actor) -> None:
    letters.template()
    few, more = (started(many(company, clerk, count, first), clerk, way="file") for count, first in ((2, 0), (8, 10)))
    cost_of_few, cost_of_more = statements(few), statements(more)
    each = (cost_of_more - cost_of_few) / 6
    assert each == int(each), "an equal share for every letter"
    assert each <= 19


@pytest.mark.usefixtures("_known")
def test_the_plan_costs_the_same_statements_however_many_cases_there_are(company: Company, clerk: Actor) -> None:
    letters.template()
    costs = []
    for first in (0, 10):
        many(company, clerk, 3, first)
        with CaptureQueriesContext(connection) as ran:
            planning.plan(Case.objects.of(company), "request", asked(way="pec"), company.pk)
        costs.append(len(ran))
    assert costs[0] == costs[1] <= 9


@pytest.mark.usefixtures("_known")
def test_a_portion_never_holds_more_than_a_handful_of_cases(
    company: Company, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.template()
    monkeypatch.setattr(mass, "PORTION", 3)
    held: list[int] = []
    seen_by = mass._seen_by

    def watched(actor: Actor, job: BulkJob, ids: list[int]) -> dict[int, Case]:
        held.append(len(ids))
        return seen_by(actor, job, ids)

    monkeypatch.setattr(mass, "_seen_by", watched)
    bulk_jobs.run(started(many(company, clerk, 7, 0), clerk), NOW)
    assert held == [3, 3, 1]
