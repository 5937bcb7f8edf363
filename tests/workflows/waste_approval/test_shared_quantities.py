"""Codes of a deed that share a quantity: approvals of one leave less for the other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cases.models import Case
from registry.services.authorised import GroupLine, WasteLine
from tests.factories import cases as make
from tests.factories import registry
from tests.factories.journals import as_owner
from workflows.waste_approval import facts
from workflows.waste_approval.guards import decision

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)


@pytest.fixture
def plant(db):
    make.waste_code("170504")
    make.waste_code("170107")
    plant = registry.plant(registry.company("ecoverde"))
    lines = [WasteLine(code, "R5", group="G1") for code in ("170504", "170107")]
    registry.authorisation(plant, *lines, groups=[GroupLine("G1", "Terre e rocce", stated=Decimal(300))])
    return plant


def asked(plant, code, tonnes, state):
    """A case for so many tonnes a year, written into the state: who brought it there is not the question."""
    clerk = make.actor(plant.company, f"clerk-{code}@example.org", *make.ENTER)
    quantities = {"quantity_per_year": Decimal(tonnes), "quantity_per_delivery": Decimal(10), "quantity_unit": "t"}
    case = make.opened(plant.company, clerk, plant=plant, operation="R5", waste_code=code, **quantities)
    with as_owner():
        Case.objects.of(plant.company).filter(pk=case.pk).update(state=state)
    fresh = Case.objects.of(plant.company).get(pk=case.pk)
    fresh.dossier = case.dossier
    return fresh


def judged(case):
    found = facts.load([case], ON)[case.pk]
    return decision.plant_has_room(found), found.remaining_tonnes


def test_an_approval_of_one_code_leaves_less_of_the_year_for_the_other(plant):
    asked(plant, "170107", 250, "approved")
    refusal, left = judged(asked(plant, "170504", 60, "under_commercial_review"))
    assert left == 50
    assert refusal.code == "yearly_quantity_exceeded"
    assert refusal.params["group"] == "Terre e rocce"


def test_what_still_fits_into_the_shared_quantity_is_let_through(plant):
    asked(plant, "170107", 250, "approved")
    assert judged(asked(plant, "170504", 50, "under_commercial_review")) == (None, 50)


def test_an_approval_does_not_count_against_itself(plant):
    assert judged(asked(plant, "170504", 300, "approved")) == (None, 300)
