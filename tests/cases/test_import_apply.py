"""Accepted cases arrive: in their state, with their true history, and only once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from cases.definition import catalogue
from cases.models import Case, CaseEvent, Deadline, Dispatch, StageRun, WorkItem
from cases.outbox import consumers
from cases.outbox.consumers import Consumer
from cases.services.diagnosis import doctor
from cases.services.errors import NotPermitted, Refused
from cases.services.importing import arrival, mapping_file, run
from cases.services.importing.arrival import Import
from cases.services.transitions import perform
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import logs as make
from tests.factories import registry as office
from tests.paper.fixtures import eco as derogations
from tests.paper.fixtures import paper, requests

__all__ = ["derogations", "paper", "requests"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests")]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def eco():
    return cast.company()


def let_in(tmp_path, company, rows, process_code="request", **tables):
    path = make.write_csv(tmp_path / "log.csv", rows)
    process = catalogue.get(process_code)
    who = cast.actor(company, "admin@example.org", "admin.configure")
    imported = Import(company=company, process=process, source="old", actor=who, now=NOW)
    return run.apply(path, mapping_file.from_tables(make.mapping(**tables), process), imported)


def the_case(company) -> Case:
    case = Case.objects.of(company).get()
    case.dossier = case.process.dossier.objects.of(company).get(pk=case.pk)
    return case


def findings(company) -> list[str]:
    """What the doctor finds in the books of a company."""
    results = doctor.examine([Company.objects.get(pk=company.pk)], now=NOW)
    looked = [result for result in results if result.invariant.code != "duties"]  # the cast has no roles
    return [str(violation) for result in looked for violation in result.violations]


def test_a_case_arrives_in_its_state_with_number_dossier_and_words(tmp_path, eco):
    reading = let_in(tmp_path, eco, make.whole("X 77"))
    case = the_case(eco)
    assert reading.arrived == {"X 77": "RQ-2024-000001"}
    assert (case.number, case.state, case.version, case.seq) == ("RQ-2024-000001", "approved", 5, 5)
    assert case.opened_at == make.START
    assert case.closed_at == datetime(2024, 3, 4, 12, tzinfo=UTC)
    assert (case.subject, case.dossier.quantity_per_year) == ("old X 77", 100)
    assert "x 77" in case.search
    assert case.dossier.history.get().history_change_reason == "import"


def test_its_history_is_marked_imported_true_to_its_times_and_chained(tmp_path, eco):
    let_in(tmp_path, eco, make.whole("A", 3))
    events = list(CaseEvent.objects.of(eco).order_by("seq"))
    assert {event.origin for event in events} == {"import"}
    assert [event.occurred_at.hour for event in events] == [8, 9, 10]
    assert {event.recorded_at for event in events} == {NOW}
    assert [(event.from_state, event.to_state) for event in events][:2] == [
        ("", "draft"),
        ("draft", "under_check"),
    ]
    assert [(event.actor_id, event.actor_name) for event in events] == [(None, "Anna"), (None, "Anna"), (None, "Bruno")]
    told = json.loads(events[1].body)["matter"]["import"]
    assert told == {"source": "old", "case": "A", "line": 3, "activity": "sent", "by": "Admin"}
    assert the_case(eco).head_hash == events[-1].hash


def test_clocks_start_from_true_dates_and_work_waits_since_then(tmp_path, eco):
    let_in(tmp_path, eco, make.whole("A", 3))
    deadline = Deadline.objects.of(eco).get()
    assert (deadline.clock, deadline.started_on, deadline.due_on) == ("decide", date(2024, 3, 4), date(2024, 3, 18))
    item = WorkItem.objects.of(eco).get()
    assert (item.queue, item.state) == ("request.review", "under_review")
    assert (item.opened_at, item.due_at) == (datetime(2024, 3, 4, 10, tzinfo=UTC), deadline.due_at)


def test_a_closed_case_has_neither_work_nor_clocks(tmp_path, eco):
    let_in(tmp_path, eco, make.whole("A"))
    assert not WorkItem.objects.of(eco).exists()
    assert not Deadline.objects.of(eco).exists()


def test_running_it_again_changes_nothing(tmp_path, eco):
    let_in(tmp_path, eco, make.whole("A", 3))
    again = let_in(tmp_path, eco, [*make.whole("A", 3), *make.whole("B", 3)])
    assert (again.here_before, again.arrived) == ({"A"}, {"B": "RQ-2024-000002"})
    assert Case.objects.of(eco).count() == 2
    assert CaseEvent.objects.of(eco).count() == 6


def test_refused_and_unreadable_cases_stay_outside(tmp_path, eco):
    rows = [*make.whole("A", 3), *make.whole("B", 3)[1:], *make.whole("C", 3, year="many")]
    reading = let_in(tmp_path, eco, rows)
    assert set(reading.arrived) == {"A"}
    assert Case.objects.of(eco).count() == 1


def test_numbers_follow_the_year_each_case_was_opened_in(tmp_path, eco):
    late = [{**each, "time": each["time"].replace("2024", "2025")} for each in make.whole("B", 2)]
    reading = let_in(tmp_path, eco, [*make.whole("A", 2), *late, *make.whole("C", 2)])
    assert reading.arrived == {"A": "RQ-2024-000001", "B": "RQ-2025-000001", "C": "RQ-2024-000002"}


def test_an_imported_case_goes_on_through_the_same_door(tmp_path, eco):
    member = office.member(eco, who=office.user("anna@example.org", full_name="Anna"))
    accounts = {"accounts": "email", "names": {"Anna": "anna@example.org"}, "machine": ["Bruno"]}
    let_in(tmp_path, eco, make.whole("A", 2), actor=accounts, role={"present_duties": False})
    case = the_case(eco)
    assert case.opened_by_id == member.user_id
    clerk = cast.actor(eco, "bruno@example.org", "request.check")
    cast.waste_code("170504")
    case = perform(case, "pass_on", cast.command(clerk)).case
    anna = cast.actor(eco, "anna@example.org", "request.review")
    with pytest.raises(Refused) as refused:
        perform(case, "conclude_review", cast.command(anna, inputs={"judgement": "idoneo"}))
    assert "separation" in {refusal.code for refusal in refused.value.refusals}
    assert findings(eco) == []


def test_consumers_are_told_only_when_they_ask_for_history(tmp_path, eco):
    letters = Consumer(name="letters", topics=("request.*",), handle=lambda dispatch, now: None)
    archive = Consumer(name="archive", topics=("*.approve",), handle=lambda d, n: None, origins=frozenset({"import"}))
    consumers.subscribe(letters, archive)
    try:
        let_in(tmp_path, eco, make.whole("A"))
    finally:
        consumers.unsubscribe("letters")
        consumers.unsubscribe("archive")
    assert [row.consumer for row in Dispatch.objects.of(eco)] == ["archive"]


def test_a_customer_is_found_by_his_code_and_an_unknown_one_keeps_the_case_out(tmp_path, eco):
    rossi = cast.customer(eco, "C000007")
    rows = [{**make.whole("A", 1)[0], "role": "C000007"}, {**make.whole("B", 1)[0], "role": "C000008"}]
    reading = let_in(tmp_path, eco, rows, customer={"column": "role"}, role=None)
    assert the_case(eco).customer == rossi
    assert "C000008" in reading.replays[1].trace.problems[0].message


def test_who_may_not_import_changes_nothing(tmp_path, eco):
    path = make.write_csv(tmp_path / "log.csv", make.whole("A"))
    process = catalogue.get("request")
    clerk = cast.actor(eco, "clerk@example.org", "request.enter")
    imported = Import(company=eco, process=process, source="old", actor=clerk, now=NOW)
    with pytest.raises(NotPermitted):
        run.apply(path, mapping_file.from_tables(make.mapping(), process), imported)
    assert not Case.objects.of(eco).exists()


DEROGATION = {
    "activity": {"column": "activity", "transitions": {"asked": "open", "sent": "submit"}},
    "role": None,
    "facts": None,
}


def test_a_state_in_which_several_people_work_starts_their_flow(tmp_path, derogations):
    amount = {"dossier": None} | DEROGATION
    let_in(tmp_path, derogations, make.whole("A", 2), "derogation", **amount)
    assert StageRun.objects.filter(case__company=derogations).count() == 1
    steps = set(WorkItem.objects.of(derogations).values_list("step", flat=True))
    assert steps == {"chemistry", "transport", "price"}
    assert findings(derogations) == []


def test_where_the_dossier_does_not_say_whose_work_it_is_somebody_is_asked(tmp_path, derogations):
    told = {**DEROGATION, "dossier": None, "case": {"id": "case", "opens_with_first": True}}
    told["activity"] = {"column": "activity", "transitions": {"asked": "submit", "sent": "conclude"}}
    let_in(tmp_path, derogations, make.whole("A", 2), "derogation", **told)
    assert the_case(derogations).state == "under_decision"
    item = WorkItem.objects.of(derogations).get()
    assert (item.step, item.reason) == ("import", "unknown")


def test_of_two_runs_at_once_the_later_finds_what_the_earlier_let_in(tmp_path, eco, monkeypatch):
    rows = [*make.whole("A", 2), *make.whole("B", 2)]
    let_in(tmp_path, eco, rows[:2])
    looked = arrival.already_here
    blind = [set()]
    monkeypatch.setattr(arrival, "already_here", lambda *asked: blind.pop() if blind else looked(*asked))
    monkeypatch.setattr(run, "already_here", lambda *asked: set())
    assert let_in(tmp_path, eco, rows).arrived == {"B": "RQ-2024-000002"}
    assert Case.objects.of(eco).count() == 2
