"""One contract period charged by many at once, with real connections. Without the lock its days are charged twice."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from billing.handover import periods
from billing.models import Charge, Handover
from tests.factories import billing as make
from tests.factories import handover, registry
from tests.services.together import counted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
HANDS, ROUNDS = 6, 5
FIRST = date(2026, 1, 1)


@pytest.fixture
def rossi():
    return make.customer(registry.company(), **handover.COMPLETE)


def overlapping(rossi):
    """Six who charge twenty days of a line, each beginning a day after the other."""
    days = [FIRST + timedelta(days=number) for number in range(HANDS)]
    return counted(
        [
            lambda since=since: make.period(rossi, period_from=since, period_to=since + timedelta(days=20))
            for since in days
        ]
    )


def standing(rossi):
    return Charge.objects.of(rossi.company_id).filter(reverses__isnull=True).count()


def test_the_same_period_charged_by_many_at_once_is_charged_once_and_all_are_told_of_it(rossi):
    for number in range(ROUNDS):
        assert counted([lambda line=f"l{number}": make.period(rossi, line=line)] * HANDS) == {"done": HANDS}
    assert (standing(rossi), Handover.objects.of(rossi.company_id).count()) == (ROUNDS, ROUNDS)


def test_of_periods_that_share_days_one_is_charged(rossi):
    assert overlapping(rossi) == {"done": 1, "Refused": HANDS - 1}
    assert standing(rossi) == 1


def test_without_the_lock_days_are_charged_twice_and_only_the_database_stops_the_same_period(rossi, monkeypatch):
    looked = periods._known

    def slowly(new, company_id):
        found = looked(new, company_id)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(periods, "lock_ledgers", lambda *_: None)
    monkeypatch.setattr(periods, "_known", slowly)
    assert overlapping(rossi)["done"] > 1, "the control did not race: the tests above prove nothing"
    ended = counted([lambda: make.period(rossi, line="other")] * HANDS)
    assert ended == {"done": 1, "IntegrityError": HANDS - 1}


def test_a_period_taken_back_by_many_at_once_is_taken_back_once(rossi):
    row, by = make.period(rossi), {"actor": make.clerk(rossi.company), "now": make.NOW}
    assert counted([lambda: periods.take_back(row, reason="x", **by)] * HANDS) == {"done": HANDS}
    assert Charge.objects.of(rossi.company_id).filter(reverses__isnull=False).count() == 1


def test_without_the_lock_taking_back_collides(rossi, monkeypatch):
    row, by = make.period(rossi), {"actor": make.clerk(rossi.company), "now": make.NOW}

    def unlocked(handover):
        found = Handover.objects.of(handover.company_id).select_related("customer").get(pk=handover.pk)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(periods, "locked_first", unlocked)
    ended = counted([lambda: periods.take_back(row, reason="x", **by)] * HANDS)
    assert ended["IntegrityError"] > 0, "the control did not race: the test above proves nothing"
