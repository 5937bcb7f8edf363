"""Saved lists ask who has an approval in force on the day, at which plant, and whether it ends soon."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.approvals import put_in_force, revoke, supersede, suspend
from contracts.criteria import ANYWHERE, plants
from documents.services.mailings import lists
from registry.models import Plant
from tests.factories import cases, mailings, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
ON = make.ON
SOON = date(2026, 12, 3)


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return cases.company()


@pytest.fixture
def by(eco):
    return {"actor": make.gate(eco), "now": make.NOW}


def who(company, on=ON, **asked):
    """The codes of the customers of a list that asks so."""
    wanted = lists.Criteria(further={"approval_in_force": asked})
    boss = mailings.boss(company)
    saved = mailings.saved_list(boss, name=f"{asked} {on}", criteria=wanted)
    return set(lists.members(saved, on).values_list("code", flat=True))


def test_only_who_has_an_approval_in_force_on_the_day(eco, by):
    good, held, ended = make.approval(eco), make.approval(eco), make.approval(eco)
    suspend(held, reason="Analysis", **by)
    revoke(ended, reason="Fraud", **by)
    make.approval(eco, valid_from=date(2026, 12, 1))
    registry.customer(eco)
    assert who(eco, plant=ANYWHERE) == {good.customer.code}


@pytest.mark.parametrize(
    ("on", "is_in_force"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)]
)
def test_both_days_of_its_validity_are_inside_it(eco, on, is_in_force):
    make.approval(eco)
    assert len(who(eco, date.fromisoformat(on), plant=ANYWHERE)) == is_in_force


def test_only_at_the_plant_asked_for_and_a_customer_with_two_approvals_once(eco):
    here, there = make.authorised_plant(eco, code="RA1"), make.authorised_plant(eco, code="BO1")
    mine = make.approval(eco, plant=here)
    make.approval(eco, plant=there, customer=mine.customer)
    other = make.approval(eco, plant=there)
    assert who(eco, plant="RA1") == {mine.customer.code}
    assert who(eco, plant="BO1") == who(eco, plant=ANYWHERE) == {mine.customer.code, other.customer.code}


def test_only_what_ends_within_the_days_at_that_plant(eco):
    here, there = make.authorised_plant(eco, code="RA1"), make.authorised_plant(eco, code="BO1")
    soon = make.approval(eco, plant=here, valid_to=SOON)
    make.approval(eco, plant=there, customer=soon.customer)
    make.approval(eco, plant=here)
    assert who(eco, within=10) == who(eco, plant="RA1", within=10) == {soon.customer.code}
    assert who(eco, within=9) == who(eco, plant="BO1", within=10) == set()


def test_what_a_newer_version_takes_the_place_of_does_not_end(eco, by):
    old = make.approval(eco, valid_to=SOON)
    supersede(old, since=date(2026, 12, 1), **by)
    put_in_force(
        make.terms(old.customer, old.plant, valid_from=date(2026, 12, 1), valid_to=date(2027, 11, 30)),
        number="OM-2026-009999",
        **by,
    )
    assert who(eco, plant=ANYWHERE) == {old.customer.code}
    assert who(eco, within=30) == set()


def test_another_companys_approvals_and_plants_are_not_known(eco):
    lumen = registry.company("lumen")
    mine = make.approval(eco, plant=make.authorised_plant(eco, code="RA1"))
    theirs = make.approval(lumen, plant=make.authorised_plant(lumen, code="RA1"))
    make.authorised_plant(lumen, code="MI1")
    assert who(eco, plant="RA1") == {mine.customer.code}
    assert who(lumen, plant="RA1") == {theirs.customer.code}
    assert [code for code, _label in plants(eco.pk)] == [ANYWHERE, "RA1"]


def test_a_plant_not_known_any_more_is_said_and_met_by_nobody(eco):
    row = make.approval(eco, plant=make.authorised_plant(eco, code="RA1"))
    boss = mailings.boss(eco)
    saved = mailings.saved_list(boss, criteria=lists.Criteria(further={"approval_in_force": {"plant": "RA1"}}))
    Plant.objects.of(eco).filter(pk=row.plant_id).update(code="RA9")
    assert [each.code for each in lists.unknown_in(saved)] == ["list_value_unknown"]
    assert not lists.members(saved, ON).exists()


def test_a_list_of_many_takes_as_many_statements_as_one_of_few(eco, django_assert_num_queries):
    plant = make.authorised_plant(eco, code="RA1")
    for _ in range(3):
        make.approval(eco, plant=plant)
    asked = lists.Criteria(further={"approval_in_force": {"plant": "RA1", "within": 60}})
    saved = mailings.saved_list(mailings.boss(eco), criteria=asked)
    with django_assert_num_queries(2):  # the plants there are, then the list
        assert len(lists.members(saved, ON)) == 3
