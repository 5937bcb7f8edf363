"""Quantities set aside, weighed, given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.models import Dispatch
from cases.outbox import consumers
from cases.services.errors import Refused
from contracts.approvals import (
    consume,
    expire_reservations,
    may_deliver,
    put_in_force,
    release,
    reserve,
    reverse,
    revoke,
)
from contracts.models import ApprovalYear, PlantYear, Reservation
from contracts.queries.balances import drift
from contracts.services.upkeep import give_back_late
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return registry.company()


@pytest.fixture
def by(eco):
    return {"actor": make.gate(eco), "now": NOW}


@pytest.fixture
def row(eco):
    return make.approval(eco)


def sums(eco):
    of_line, of_plant = ApprovalYear.objects.of(eco).get(), PlantYear.objects.of(eco).get()
    assert (of_line.reserved_t, of_line.delivered_t) == (of_plant.reserved_t, of_plant.delivered_t)
    assert drift(eco.pk) == []
    return of_line.reserved_t, of_line.delivered_t


def remaining(row):
    return may_deliver(row.company_id, make.question(row)).remaining_t


def test_a_reservation_sets_the_quantity_aside_of_approval_and_plant(eco, row, by):
    reserved = reserve("gate-1", make.question(row, 12), **by)
    assert reserved.answer.yes
    assert sums(eco) == (12, 0)
    assert remaining(row) == 88


def test_reserving_again_with_the_same_key_changes_nothing(eco, row, by):
    first = reserve("gate-1", make.question(row, 100), **by)
    again = reserve("gate-1", make.question(row, 100), **by)
    assert (again.repeated, again.reservation, again.answer.yes) == (True, first.reservation, True)
    assert sums(eco) == (100, 0)


def test_a_key_that_reserved_something_else_is_refused(row, by):
    reserve("gate-1", make.question(row, 12), **by)
    with pytest.raises(Refused, match="key_used"):
        reserve("gate-1", make.question(row, 13), **by)


def test_a_no_reserves_nothing_and_says_why(eco, row, by):
    refused = reserve("gate-1", make.question(row, 101), **by)
    assert [each.code for each in refused.answer.refusals] == ["quantity_exhausted"]
    assert refused.reservation is None
    assert not Reservation.objects.of(eco).exists()


def test_a_released_quantity_is_free_again_and_releasing_twice_is_once(eco, row, by):
    reserve("gate-1", make.question(row, 100), **by)
    release("gate-1", **by)
    release("gate-1", **by)
    assert sums(eco) == (0, 0)
    assert reserve("gate-2", make.question(row, 100), **by).answer.yes


def test_the_weight_found_counts_instead_of_the_quantity_reserved(eco, row, by):
    reserve("gate-1", make.question(row, 12), **by)
    movement = consume("gate-1", Decimal("11.46"), **by)
    assert movement.on == make.ON
    assert sums(eco) == (0, Decimal("11.46"))


def test_weighing_again_with_the_same_weight_is_once_and_another_weight_is_refused(eco, row, by):
    reserve("gate-1", make.question(row, 12), **by)
    movement = consume("gate-1", Decimal(11), **by)
    assert consume("gate-1", Decimal(11), **by) == movement
    with pytest.raises(Refused, match="weighed_differently"):
        consume("gate-1", Decimal(12), **by)
    assert sums(eco) == (0, 11)


def test_a_consumed_quantity_returns_when_its_movement_is_reversed(eco, row, by):
    reserve("gate-1", make.question(row, 100), **by)
    movement = consume("gate-1", Decimal(100), **by)
    assert remaining(row) == 0
    reverse(movement, reason="targa sbagliata", **by)
    reverse(movement, reason="targa sbagliata", **by)
    assert sums(eco) == (0, 0)
    assert remaining(row) == 100
    assert Reservation.objects.of(eco).get().state == "released"


def test_what_was_delivered_is_not_released_but_reversed(row, by):
    reserve("gate-1", make.question(row, 12), **by)
    consume("gate-1", Decimal(12), **by)
    with pytest.raises(Refused, match="already_delivered"):
        release("gate-1", **by)


def test_nobody_came_so_the_quantity_is_free_again(eco, row, by):
    reserve("late", make.question(row, 40), **by)
    reserve("coming", make.question(row, 30, on=date(2026, 12, 3)), **by)
    later = {"actor": by["actor"], "now": NOW + timedelta(days=6)}
    assert expire_reservations(**later) == 1
    assert expire_reservations(**later) == 0
    assert sums(eco) == (30, 0)
    with pytest.raises(Refused, match="reservation_ended"):
        consume("late", Decimal(40), **later)


def test_the_worker_gives_back_what_is_late_in_every_company(eco, row, by):
    reserve("late", make.question(row, 40), **by)
    assert give_back_late(NOW + timedelta(days=3)) == 0
    assert give_back_late(NOW + timedelta(days=6)) == 1
    assert sums(eco) == (0, 0)


def test_a_reservation_outlives_its_day_by_one_day(row, by):
    reservation = reserve("gate-1", make.question(row, 12), **by).reservation
    assert reservation.expires_at.isoformat() == "2026-11-25T00:00:00+01:00"


def test_a_load_for_a_revoked_approval_is_turned_away(eco, row, by):
    reserve("gate-1", make.question(row, 12), **by)
    revoke(row, reason="cambio di processo", **by)
    with pytest.raises(Refused, match="approval_not_holding"):
        consume("gate-1", Decimal(12), **by)
    assert sums(eco) == (12, 0)


def test_a_load_reserved_under_the_older_version_counts_on_the_newer(eco, row, by):
    reserve("gate-1", make.question(row, 12), **by)
    newer = put_in_force(make.terms(row.customer, row.plant), number=row.number, **by)
    assert consume("gate-1", Decimal(12), **by).approval == newer
    assert sums(eco) == (0, 12)


def test_a_load_heavier_than_the_year_allows_is_recorded_and_announced(eco, row, by):
    consumers.subscribe(consumers.Consumer("ear", ("approval.quantity_exceeded",), lambda *_: None))
    try:
        reserve("gate-1", make.question(row, 100), **by)
        consume("gate-1", Decimal("103.5"), **by)
    finally:
        consumers.unsubscribe("ear")
    told = Dispatch.objects.of(eco).get(topic="approval.quantity_exceeded", consumer="ear")
    assert (told.payload["excess_t"], told.payload["number"]) == ("3.500", row.number)


def test_each_step_at_the_gate_needs_its_duty(eco, row, by):
    nobody = {"actor": SYSTEM(eco.pk, []), "now": NOW}
    reserve("gate-1", make.question(row, 12), **by)
    for step in (
        lambda: reserve("gate-2", make.question(row), **nobody),
        lambda: release("gate-1", **nobody),
        lambda: consume("gate-1", Decimal(12), **nobody),
    ):
        with pytest.raises(DutyMissing):
            step()


def test_the_plants_last_tonnes_are_reserved_once_for_all_customers(eco, by):
    plant = make.authorised_plant(eco, make.line("170504", "R5", 50))
    ours, theirs = make.approval(eco, plant=plant), make.approval(eco, plant=plant)
    assert reserve("ours", make.question(ours, 40), **by).answer.yes
    refused = reserve("theirs", make.question(theirs, 40), **by).answer
    assert [each.code for each in refused.refusals] == ["plant_year_exhausted"]
    assert refused.remaining_t == 10


def test_a_question_that_names_more_reserves_the_same(eco, row, by):
    site = registry.site(row.customer)
    asked = replace(make.question(row, 12), site_id=site.pk, operation="R5")
    assert reserve("gate-1", asked, **by).reservation.approval == row
