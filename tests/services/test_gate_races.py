"""Fifty lorries for the last ten tonnes, with real connections. Without the lock the race must appear."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection

from contracts.approvals import consume, reserve, reverse, revoke
from contracts.models import ApprovalYear, PlantYear, Reservation
from contracts.queries.balances import drift
from contracts.services import locking
from registry.services.authorised import GroupLine
from registry.services.plants import WasteLine
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LORRIES = 50


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return registry.company()


def said(reserved: Any) -> str:
    return "repeated" if reserved.repeated else "yes" if reserved.answer.yes else "no"


def at_once(calls: list[Callable[[], Any]]) -> Counter[str]:
    """Release all calls by a barrier, each on its own connection; count how they ended."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            return said(call())
        except IntegrityError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def lorries(row: Any, quantity: object = 10, count: int = LORRIES) -> list[Callable[[], Any]]:
    by = {"actor": make.gate(row.company), "now": make.NOW}
    return [lambda n=n: reserve(f"{row.pk}-{n}", make.question(row, quantity), **by) for n in range(count)]


def unlocked_years(approval: Any, year: int) -> locking.Years:
    """What `lock_years` would be without its locks, slow enough for the others to read the same."""
    line, _ = ApprovalYear.objects.get_or_create(company_id=approval.company_id, line=approval.line, year=year)
    what = {"plant_id": approval.plant_id, "waste_code": approval.waste_code, "operation": approval.operation}
    plant, _ = PlantYear.objects.get_or_create(company_id=approval.company_id, **what, year=year)
    return locking.Years(line, plant)


def test_fifty_requests_for_the_last_ten_tonnes_give_exactly_one_yes(eco):
    row = make.approval(eco, yearly_quantity_t=make.T(10))
    assert at_once(lorries(row)) == {"yes": 1, "no": LORRIES - 1}
    assert Reservation.objects.of(eco).get().quantity_t == 10
    assert drift(eco.pk) == []


def test_without_the_lock_more_than_one_lorry_gets_the_last_tonnes(eco, monkeypatch):
    row = make.approval(eco, yearly_quantity_t=make.T(10))
    ApprovalYear.objects.create(company=eco, line=row.line, year=2026)
    what = {"plant": row.plant, "waste_code": "170504", "operation": "R5", "year": 2026}
    PlantYear.objects.create(company=eco, **what)
    add = locking.Years.add

    def slowly(years: Any, **amounts: Any) -> None:
        time.sleep(0.2)
        add(years, **amounts)

    monkeypatch.setattr(locking, "lock_asked", lambda *_: None)
    monkeypatch.setattr(locking, "lock_years", unlocked_years)
    monkeypatch.setattr(locking.Years, "add", slowly)
    assert at_once(lorries(row))["yes"] > 1, "the control did not race: the test above proves nothing"


def test_the_plants_last_tonnes_go_to_one_of_many_customers(eco):
    plant = make.authorised_plant(eco, make.line("170504", "R5", 10))
    rows = [make.approval(eco, plant=plant) for _ in range(12)]
    assert at_once([call for row in rows for call in lorries(row, 10, 1)]) == {"yes": 1, "no": 11}
    assert drift(eco.pk) == []


@pytest.fixture
def together(eco):
    """Twelve customers with a code each, by turns, of two that share the plant's last ten tonnes."""
    cases.waste_code("170107")
    lines = [WasteLine(code, "R5", group="G1") for code in ("170504", "170107")]
    plant = registry.plant(eco)
    registry.authorisation(plant, *lines, groups=[GroupLine("G1", stated=make.T(10))])
    return [make.approval(eco, plant=plant, waste_code=lines[n % 2].waste_code) for n in range(12)]


def test_the_last_tonnes_that_two_codes_share_go_to_one_lorry(eco, together):
    assert at_once([call for row in together for call in lorries(row, 10, 1)]) == {"yes": 1, "no": 11}
    assert drift(eco.pk) == []


def test_without_the_lock_of_the_group_both_codes_get_the_last_tonnes(eco, together, monkeypatch):
    add = locking.Years.add

    def slowly(years: Any, **amounts: Any) -> None:
        time.sleep(0.2)
        add(years, **amounts)

    monkeypatch.setattr(locking, "lock_groups", lambda _: None)
    monkeypatch.setattr(locking.Years, "add", slowly)
    yes = at_once([call for row in together for call in lorries(row, 10, 1)])["yes"]
    assert yes > 1, "the control did not race: the test above proves nothing"


def test_one_key_sent_many_times_reserves_once(eco):
    row = make.approval(eco)
    by = {"actor": make.gate(eco), "now": make.NOW}
    again = [lambda: reserve("one", make.question(row, 60), **by)] * 12
    assert at_once(again) == {"yes": 1, "repeated": 11}
    assert ApprovalYear.objects.of(eco).get().reserved_t == 60


def test_small_loads_fill_the_year_to_the_kilogram(eco):
    row = make.approval(eco, yearly_quantity_t=make.T("7.5"))
    assert at_once(lorries(row, "0.5", 30)) == {"yes": 15, "no": 15}
    assert ApprovalYear.objects.of(eco).get().reserved_t == make.T("7.5")


def test_reserving_weighing_and_reversing_at_once_keep_the_sums(eco):
    row = make.approval(eco)
    by = {"actor": make.gate(eco), "now": make.NOW}
    held = [reserve(f"first-{n}", make.question(row, 4), **by) for n in range(8)]

    def weigh(n: int) -> Any:
        movement = consume(f"first-{n}", make.T("3.5"), **by)
        if n % 2:
            reverse(movement, reason="prova", **by)
        return held[n]

    ended = at_once([*(lambda n=n: weigh(n) for n in range(8)), *lorries(row, 5, 12)])
    assert ended == {"yes": 20}
    assert drift(eco.pk) == []


def test_a_revocation_and_a_reservation_come_one_after_the_other(eco):
    row = make.approval(eco)
    by = {"actor": make.gate(eco), "now": make.NOW}

    def revoked() -> Any:
        revoke(row, reason="prova", **by)
        return reserve("after", make.question(row), **by)

    ended = at_once([*lorries(row, 1, 10), revoked])
    assert ended["yes"] + ended["no"] == 11
    assert ended["no"] >= 1
    assert Reservation.objects.of(eco).count() == ended["yes"]
