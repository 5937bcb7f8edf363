"""A dunning on paper: thousands of debts in bulk, levels by a table, holds, payments, and days nobody was up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from cases.definition import catalogue
from cases.models import Case, CaseEvent, Deadline, Dispatch, WorkItem
from cases.outbox import relay
from cases.services import holds, reactions
from cases.services.clockwork import tick
from cases.services.diagnosis import doctor
from cases.services.policies.factory import load_factory
from tests.conformance import life
from tests.factories import cases as make
from tests.paper import below
from tests.paper.dunning import plan
from tests.paper.dunning.process import process as dunning
from tests.paper.fixtures import paper_processes
from tests.paper.models import Debt, Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper_processes")]
__all__ = ["paper_processes"]
NOW = life.NOW


@pytest.fixture
def eco(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_factory([dunning], now=NOW)
    return make.company()


def owed(of, count, days, amount="100.00"):
    """Debts that were due so many days ago."""
    customer = life.customer(of)
    due_on = NOW.date() - timedelta(days=days)
    start = Debt.objects.of(of).count()
    rows = [
        Debt(company=of, customer=customer, number=f"F{start + n}", amount=Decimal(amount), due_on=due_on)
        for n in range(count)
    ]
    return Debt.objects.bulk_create(rows)


def states(of):
    return Counter(Case.objects.of(of).values_list("state", flat=True))


def days_of_letters(of):
    """Per case the days of its letters, in the order of their levels."""
    found = {}
    for case, level, on in Letter.objects.of(of).order_by("level").values_list("dunning", "level", "on"):
        found.setdefault(case, []).append((level, (on - NOW.date()).days))
    return found


def test_three_thousand_debts_are_begun_and_reminded_by_one_plan_and_a_second_run_does_nothing(eco):
    owed(eco, 3_000, days=10)
    first, second = plan.run(eco, NOW), plan.run(eco, NOW + timedelta(days=1))
    assert (first.moved, states(eco)) == (6_000, {"reminded": 3_000})
    assert (second.moved, second.repeated) == (0, 3_000)
    assert Letter.objects.of(eco).count() == CaseEvent.objects.of(eco).filter(transition="remind").count() == 3_000


def test_the_table_of_levels_says_what_a_letter_costs_and_that_a_trifle_gets_none(eco):
    owed(eco, 1, days=80)
    owed(eco, 1, days=80, amount="9.99")
    for day in range(40):
        plan.run(eco, NOW + timedelta(days=day))
    assert states(eco) == {"handed_over": 1, "overdue": 1}
    assert list(Letter.objects.of(eco).order_by("level").values_list("fee", flat=True)) == [0, 5, 40]


def test_levels_counted_from_one_day_in_the_past_follow_each_other_with_their_distance(eco):
    owed(eco, 3, days=80)
    for day in range(40):
        plan.run(eco, NOW + timedelta(days=day))
    assert list(days_of_letters(eco).values()) == [[(1, 0), (2, 8), (3, 19)]] * 3


def silent(of, days, then):
    """The clocks of a worker that was up every day but some, each day several times."""
    for day in range(then):
        if day not in days:
            for minutes in (0, 1, 2):
                tick(NOW + timedelta(days=day, minutes=minutes))
    return days_of_letters(of)


@pytest.mark.parametrize("down", [{1, 2, 3}, {8, 9, 10}, set(range(1, 19))])
def test_after_silent_days_each_level_is_done_once_in_order_and_never_two_on_one_day(eco, down):
    owed(eco, 4, days=80)
    plan.run(eco, NOW)
    for told in silent(eco, down, then=50).values():
        levels, days = zip(*told, strict=True)
        assert levels == (1, 2, 3)
        assert not down & set(days)
        assert all(later - earlier >= 7 for earlier, later in pairwise(days))
    assert states(eco) == {"handed_over": 4}


def test_without_the_distance_a_late_debt_would_get_all_its_letters_on_one_day(eco, monkeypatch):
    hurried = replace(dunning, clocks=tuple(replace(clock, rests=0) for clock in dunning.clocks))
    monkeypatch.setitem(catalogue._processes, dunning.code, hurried)
    owed(eco, 1, days=80)
    plan.run(eco, NOW)
    (told,) = silent(eco, {1, 2, 3}, then=6).values()
    assert [day for _, day in told] == [0, 0, 0]


def test_a_plan_missed_for_three_days_is_made_up_for_by_one_letter_each(eco):
    owed(eco, 3, days=30)
    plan.run(eco, NOW)
    for _ in range(2):
        plan.run(eco, NOW + timedelta(days=11))
    assert list(days_of_letters(eco).values()) == [[(1, 0), (2, 11)]] * 3
    broken = {r.invariant.code: r.violations for r in doctor.examine([eco], now=NOW) if r.violations}
    assert broken == {}


def test_a_hold_stops_letters_by_clock_by_plan_and_by_hand_and_its_days_do_not_count(eco):
    owed(eco, 1, days=3)
    plan.run(eco, NOW)
    case = Case.objects.of(eco).get()
    dora = make.actor(eco, "dora@example.org", "cases.hold")
    hold = holds.place(case, holds.Stop(reason="Contestata"), actor=dora, now=NOW)
    for day in range(1, 11):
        tick(NOW + timedelta(days=day))
        plan.run(eco, NOW + timedelta(days=day))
    report = plan.perform_many(
        eco, dunning.code, "remind", [case.pk], plan.Job(key=plan.KEY, actor=plan.machine(dunning, eco.pk), now=NOW)
    )
    assert [refusal.code for refusal in report.refused[case.pk]] == ["held"]
    holds.lift(hold, reason="Chiarita", actor=dora, now=NOW + timedelta(days=10))
    due = Deadline.objects.of(eco).get(status="running")
    assert str(due.due_on) == "2026-11-30"


def test_a_payment_closes_the_case_once_and_a_part_payment_does_not(eco):
    (debt,) = owed(eco, 1, days=10)
    plan.run(eco, NOW)
    below.pay(debt, Decimal("40.00"), NOW)
    relay.run_once(NOW, "here")
    assert states(eco) == {"reminded": 1}
    below.pay(debt, Decimal("60.00"), NOW)
    below.pay(debt, Decimal("1.00"), NOW)
    relay.run_once(NOW, "here")
    case = Case.objects.of(eco).get()
    event = case.events.order_by("-seq").first()
    assert (case.state, event.origin, event.transition) == ("paid", "reaction", "settle")
    assert not WorkItem.objects.of(eco).filter(status__in=("open", "taken")).exists()
    assert not Deadline.objects.of(eco).filter(status="running").exists()


def test_a_payment_taken_back_before_it_is_heard_of_comes_back_as_work_on_the_case_it_would_close(eco):
    (debt,) = owed(eco, 1, days=10)
    plan.run(eco, NOW)
    below.pay(debt, Decimal("100.00"), NOW)
    Debt.objects.of(eco).update(paid=0)
    relay.run_once(NOW, "here")
    item = WorkItem.objects.of(eco).get(step=reactions.REFUSED_STEP)
    assert (item.case.state, item.duty, item.status) == ("reminded", "cases.repair", "open")
    assert Dispatch.objects.of(eco).get(consumer="paper_dunning.settling").status == "delivered"
    Debt.objects.of(eco).update(paid=Decimal("100.00"))
    mender = make.actor(eco, "max@example.org", "cases.repair")
    assert reactions.again(item, actor=mender, now=NOW)["case"] == item.case.number
    assert states(eco) == {"paid": 1}
