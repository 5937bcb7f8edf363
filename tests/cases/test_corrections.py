"""Putting a dossier right with a reason; and opening a closed case again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.models import Case, Deadline, PersonalValue, WorkItem
from cases.services import clockwork, corrections, holds
from cases.services.diagnosis.verification import verify
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.intake import open_case
from cases.services.transitions import perform
from tests.factories import cases as cast
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests")]
EVERY = ("request.enter", "request.check", "request.review", "request.decide", "cases.hold", "cases.correct")
SHEET = {"waste_code": "170504", "quantity_per_year": Decimal(100), "quantity_per_delivery": Decimal(10)}


@pytest.fixture
def eco():
    cast.waste_code("170504")
    return cast.company()


@pytest.fixture
def ada(eco):
    return cast.actor(eco, "ada@example.org", *EVERY)


@pytest.fixture
def reviewed(eco, ada):
    """A request under review since Monday 16 November 2026, said to be received on the 9th."""
    sheet = {**SHEET, "received_on": date(2026, 11, 9), "applicant": "Mario Rossi"}
    case = open_case("request", eco, None, cast.command(ada, inputs=sheet)).case
    for step in ("submit", "pass_on"):
        case = perform(case, step, cast.command(ada)).case
    return case


def fresh(case) -> Case:
    found = Case.objects.of(case.company_id).get(pk=case.pk)
    found.dossier = found.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return found


def correct(case, by, *, now=cast.NOW, reason="letto male", **changes):
    return corrections.correct(case, changes, reason, actor=by, now=now)


def refusals(case, by, reason="letto male", **changes) -> list[str]:
    with pytest.raises(Refused) as refused:
        correct(case, by, reason=reason, **changes)
    return [refusal.code for refusal in refused.value.refusals]


def test_a_correction_keeps_what_stood_there_and_why(reviewed, ada):
    event = correct(reviewed, ada, quantity_per_year=Decimal(120), waste_code="170101")
    case = fresh(reviewed)
    assert (case.dossier.quantity_per_year, case.version, case.state) == (120, reviewed.version + 1, "under_review")
    matter = json.loads(event.body)["matter"]
    assert matter["changed"]["quantity_per_year"] == {"before": "100.000", "after": "120"}
    assert matter["inputs"] == {"reason": "letto male"}
    assert (event.kind, event.from_state, event.to_state) == ("case.corrected", "under_review", "under_review")
    assert case.subject == "Request 170101"
    assert "170101" in case.search
    newest = case.dossier.history.first()
    assert (newest.history_change_reason, newest.history_user_id) == ("case.corrected: letto male", ada.user_id)


def test_of_personal_values_the_journal_keeps_a_salted_digest_only(eco, reviewed, ada):
    event = correct(reviewed, ada, applicant="Maria Rossi")
    assert "Maria" not in event.body
    assert "Mario" not in event.body
    kept = dict(PersonalValue.objects.of(eco).filter(event=event).values_list("field", "value"))
    assert kept == {"applicant.before": "Mario Rossi", "applicant.after": "Maria Rossi"}
    PersonalValue.objects.of(eco).delete()
    assert verify(eco).wrong == []


def test_a_term_that_runs_from_the_corrected_day_is_derived_anew_and_shown(eco, reviewed, ada):
    assert Deadline.objects.of(eco).get(clock="decide").due_on == date(2026, 11, 23)
    event = correct(reviewed, ada, received_on=date(2026, 11, 16))
    deadline = Deadline.objects.of(eco).get(clock="decide")
    assert (deadline.started_on, deadline.due_on) == (date(2026, 11, 16), date(2026, 11, 30))
    (told,) = json.loads(event.body)["matter"]["clocks"]
    assert (told["was"], told["due"]) == ("2026-11-23", "2026-11-30")
    assert [step["code"] for step in told["derivation"]] == ["counted"]
    assert WorkItem.objects.of(eco).get(ended_at=None).due_at == deadline.due_at


def test_a_correction_that_touches_no_date_leaves_the_terms_alone(eco, reviewed, ada):
    before = Deadline.objects.of(eco).filter(clock="decide").values().get()
    event = correct(reviewed, ada, quantity_per_year=Decimal(50))
    assert json.loads(event.body)["matter"]["clocks"] == []
    assert Deadline.objects.of(eco).filter(clock="decide").values().get() == before


def test_a_stopped_term_stays_stopped(eco, reviewed, ada):
    holds.place(reviewed, holds.Stop(reason="manca"), actor=ada, now=cast.NOW)
    correct(reviewed, ada, received_on=date(2026, 11, 16))
    deadline = Deadline.objects.of(eco).get(clock="decide")
    assert (deadline.status, deadline.next_action_at, deadline.started_on) == ("paused", None, date(2026, 11, 16))


def test_a_term_that_expired_by_a_wrong_date_runs_again(eco, reviewed, ada):
    later = cast.NOW + timedelta(days=8)
    clockwork.tick(later)
    assert Deadline.objects.of(eco).get(clock="decide").status == "expired"
    correct(reviewed, ada, now=later, received_on=date(2026, 11, 16))
    rows = Deadline.objects.of(eco).filter(clock="decide").order_by("pk").values_list("status", "due_on")
    assert list(rows) == [("expired", date(2026, 11, 23)), ("running", date(2026, 11, 30))]


def test_every_reason_against_a_correction_is_told_and_nothing_changes(reviewed, ada):
    changes = {"waste_code": "", "quantity_per_delivery": 3, "quantity_per_year": "many", "received_on": "soon"}
    assert refusals(reviewed, ada, reason=" ", **changes) == [
        "reason_missing",
        "input_missing",
        "not_correctable",
        "value_unfit",
        "value_unfit",
    ]
    assert refusals(reviewed, ada, waste_code="170504") == ["nothing_changed"]
    assert refusals(reviewed, ada, waste_code="17050412") == ["value_unfit"]
    assert fresh(reviewed).seq == reviewed.seq


def test_a_process_that_declares_nothing_correctable_refuses(reviewed, ada, monkeypatch):
    monkeypatch.setitem(vars(reviewed.process), "correctable", None)
    assert refusals(reviewed, ada, waste_code="170101") == ["not_correctable"]


def test_only_who_has_the_duty_in_the_company_corrects(eco, reviewed):
    clerk = cast.actor(eco, "clerk@example.org", "request.enter")
    stranger = cast.actor(cast.company("lumen"), "stranger@example.org", *EVERY)
    for who in (clerk, stranger):
        with pytest.raises(NotPermitted):
            correct(reviewed, who, waste_code="170101")


def test_a_case_changed_since_it_was_seen_is_not_corrected(reviewed, ada):
    with pytest.raises(StaleCase):
        corrections.correct(reviewed, {"waste_code": "170101"}, "x", actor=ada, now=cast.NOW, version=1)


@pytest.fixture
def closed(reviewed, ada):
    return perform(reviewed, "reject", cast.command(ada)).case


def test_a_closed_case_is_corrected_and_stays_closed(eco, closed, ada):
    correct(closed, ada, received_on=date(2026, 11, 16))
    assert fresh(closed).closed_at is not None
    assert not Deadline.objects.of(eco).filter(status="running").exists()


def test_reopening_starts_clocks_and_work_of_the_target_and_asks_why(eco, closed, ada):
    assert closed.closed_at is not None
    with pytest.raises(Refused) as refused:
        perform(closed, "reopen", cast.command(ada))
    assert [refusal.code for refusal in refused.value.refusals] == ["input_missing"]
    case = perform(closed, "reopen", cast.command(ada, inputs={"reason": "ricorso"})).case
    assert (case.state, case.closed_at, case.is_open) == ("under_review", None, True)
    assert Deadline.objects.of(eco).get(status="running").clock == "decide"
    assert WorkItem.objects.of(eco).get(status="open").queue == "request.review"


def test_who_took_part_in_the_first_round_is_kept_apart_in_the_second(closed, ada):
    case = perform(closed, "reopen", cast.command(ada, inputs={"reason": "ricorso"})).case
    with pytest.raises(Refused) as refused:
        perform(case, "conclude_review", cast.command(ada))
    assert "separation" in {refusal.code for refusal in refused.value.refusals}
