"""By when, what stops the clock, and what time does by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.definition import catalogue
from cases.models import CaseEvent, Deadline, Hold, Notice
from cases.rules.deadlines import Unit
from cases.services import deadlines, holds
from cases.services.clockwork import tick
from cases.services.errors import NotPermitted, Refused
from registry.models import Membership, User
from tests.factories import cases as make
from tests.factories import policies

pytestmark = pytest.mark.django_db


class Desk:
    """A case under technical review since Monday 16 November 2026: ten working days, due on 30 November."""

    def __init__(self) -> None:
        self.eco = make.company()
        self.ada = make.actor(self.eco, "ada@example.org", *make.ENTER, *make.CHECK, "cases.hold", "cases.extend")
        case = make.moved(make.opened(self.eco, self.ada), "submit", self.ada).case
        self.case = make.moved(case, "pass_on", self.ada).case

    @property
    def deadline(self) -> Deadline:
        return Deadline.objects.of(self.eco).get(clock="decide")

    def stop(self, **values):
        return holds.place(self.case, holds.Stop(reason="Manca un documento", **values), actor=self.ada, now=make.NOW)

    def lift(self, hold, days):
        now = make.NOW + timedelta(days=days)
        return holds.lift(hold, reason="arrivato", actor=self.ada, now=now)


@pytest.fixture
def desk():
    return Desk()


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_entering_a_state_starts_its_clock_with_the_derivation_shown(desk):
    assert desk.deadline.due_on == date(2026, 11, 30)
    assert [step["code"] for step in desk.deadline.derivation] == ["counted"]
    assert desk.deadline.due_at == datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)


def test_the_patron_saint_of_the_office_is_no_working_day():
    eco = make.company(patron_saint="11-24")
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    make.moved(case, "pass_on", ada)
    assert Deadline.objects.of(eco).get(clock="decide").due_on == date(2026, 12, 1)


def test_leaving_the_state_in_time_meets_the_deadline(desk):
    check = Deadline.objects.of(desk.eco).get(clock="check")
    assert (check.status, check.next_action_at) == ("met", None)


def test_a_hold_stops_the_clock_and_lifting_it_moves_the_due_day(desk):
    hold = desk.stop()
    assert (desk.deadline.status, desk.deadline.next_action_at) == ("paused", None)
    desk.lift(hold, days=2)
    assert desk.deadline.status == "running"
    assert desk.deadline.due_on == date(2026, 12, 1)
    assert [step["code"] for step in desk.deadline.derivation] == ["counted", "paused"]
    assert {item.due_at for item in desk.case.work_items.filter(ended_at=None)} == {desk.deadline.due_at}


def test_two_holds_stop_the_clock_until_the_last_is_lifted(desk):
    first, second = desk.stop(), desk.stop()
    desk.lift(first, days=1)
    assert desk.deadline.status == "paused"
    desk.lift(second, days=2)
    assert desk.deadline.due_on == date(2026, 12, 1)


def test_a_hold_on_another_clock_leaves_this_one_running(desk):
    desk.stop(covers=["check"])
    assert desk.deadline.status == "running"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"until_on": date(2026, 11, 16)}, "hold_ends_too_early"),
        ({"covers": ["eggs"]}, "unknown_clock"),
    ],
)
def test_a_wrong_hold_is_refused_with_the_reason(desk, values, code):
    with pytest.raises(Refused) as refused:
        holds.place(desk.case, holds.Stop(**({"reason": "x"} | values)), actor=desk.ada, now=make.NOW)
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert not Hold.objects.of(desk.eco).exists()


def test_who_lacks_the_duty_places_no_hold(desk):
    cy = make.actor(desk.eco, "cy@example.org", *make.ENTER)
    with pytest.raises(NotPermitted):
        holds.place(desk.case, holds.Stop(reason="x"), actor=cy, now=make.NOW)


def test_a_hold_ends_by_itself_on_its_day_and_returns_to_its_owner(desk):
    desk.stop(until_on=date(2026, 11, 18))
    assert tick(at(date(2026, 11, 17))).holds_ended == 0
    assert tick(at(date(2026, 11, 18))).holds_ended == 1
    assert Hold.objects.of(desk.eco).get().status == "expired"
    assert desk.deadline.due_on == date(2026, 12, 1)
    assert Notice.objects.of(desk.eco).get().kind == "hold_expired"


def test_an_extension_keeps_its_reason_and_shows_in_the_derivation(desk):
    more = deadlines.More(amount=5, unit=Unit.WORKING_DAYS, reason="Campione da ripetere")
    deadlines.extend(desk.deadline, more, actor=desk.ada, now=make.NOW)
    assert desk.deadline.due_on == date(2026, 12, 7)
    assert desk.deadline.derivation[-1]["reason"] == "Campione da ripetere"


def test_extensions_together_stay_within_the_legal_maximum_and_what_is_refused_leaves_the_day(desk, monkeypatch):
    process = catalogue.get("waste_approval")
    clocks = [replace(each, maximum_extension_days=5) if each.code == "decide" else each for each in process.clocks]
    monkeypatch.setitem(catalogue._processes, process.code, replace(process, clocks=clocks))
    more = deadlines.More(amount=3, unit=Unit.WORKING_DAYS, reason="Campione da ripetere")
    deadlines.extend(desk.deadline, more, actor=desk.ada, now=make.NOW)
    with pytest.raises(Refused) as refused:
        deadlines.extend(desk.deadline, more, actor=desk.ada, now=make.NOW)
    assert [refusal.code for refusal in refused.value.refusals] == ["deadline.extension_over_maximum"]
    assert (desk.deadline.due_on, len(desk.deadline.extensions)) == (date(2026, 12, 3), 1)


@pytest.mark.parametrize(
    ("remind", "expected"), [([5, 1], {25: 1, 29: 1, 30: 1}), ([], {}), (None, {28: 1, 30: 1})], ids=str
)
def test_the_company_s_policy_says_how_many_days_before_people_are_reminded(remind, expected):
    eco = make.company()
    content = {"amount": 10, "unit": "working_days"} | ({} if remind is None else {"remind": remind})
    policies.published(policies.key(eco, "clock", "decide"), policies.dora(eco), content)
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    make.moved(case, "pass_on", ada)
    told = {day: tick(at(date(2026, 11, day))).reminded for day in range(17, 31)}
    assert {day: count for day, count in told.items() if count} == expected


def test_people_are_reminded_once_before_the_day_and_once_on_it(desk):
    teo = User.objects.create(email="teo@example.org", full_name="Teo")
    Membership.objects.create(company=desk.eco, user=teo, since=date(2020, 1, 1), duties=list(make.REVIEW))
    days = [at(date(2026, 11, 27)), at(date(2026, 11, 28)), at(date(2026, 11, 29)), at(date(2026, 11, 30))]
    assert [tick(day).reminded for day in days] == [0, 1, 0, 1]
    assert tick(days[-1]).reminded == 0
    assert [notice.params["days"] for notice in Notice.objects.of(desk.eco).order_by("id")] == [2, 0]


def test_after_the_due_day_the_deadline_expires_once(desk):
    after = at(date(2026, 12, 1))
    assert tick(after).expired == 1
    assert tick(after).expired == 0
    assert desk.deadline.status == "expired"
    assert CaseEvent.objects.of(desk.eco).get(kind="deadline.expired").origin == "timer"


def test_a_broken_row_is_put_off_and_stalls_no_other(desk, monkeypatch):
    other = make.moved(make.opened(desk.eco, desk.ada), "submit", desk.ada).case
    make.moved(other, "pass_on", desk.ada)
    first = Deadline.objects.of(desk.eco).filter(clock="decide").earliest("id")
    Deadline.objects.of(desk.eco).filter(pk=first.pk).update(clock="forgotten")
    report = tick(at(date(2026, 12, 1)))
    assert (report.expired, report.failed) == (1, 1)
    first.refresh_from_db(fields=["next_action_at"])
    assert first.next_action_at == at(date(2026, 12, 1)) + timedelta(hours=1)
