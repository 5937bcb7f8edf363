"""Yearly quantities of a deed: by code, group and operation, in the unit of the paper, from a day on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from registry.queries.plants import authorised
from registry.services.authorised import (
    GroupLine,
    WasteLine,
    add_group,
    add_waste,
    change_quantity,
    end_row,
    in_tonnes,
)
from registry.services.plants import change_plant
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
LINE = ("170504", "R5")


@pytest.fixture
def plant():
    return make.plant(make.company("ours"))


@pytest.fixture
def clerk(plant):
    return make.office(plant.company)


def limit(plant, on=TODAY, line=LINE):
    return authorised([plant.pk], on=on)[plant.pk].yearly_quantity_t(*line)


@pytest.mark.parametrize(
    ("stated", "unit", "weighs", "tonnes"),
    [
        (None, "t", None, None),
        ("12.5", "t", None, "12.500"),
        ("1500", "kg", None, "1.500"),
        ("0.5", "kg", None, "0.001"),
        ("100", "m3", "0.85", "85.000"),
        ("0", "t", None, "0.000"),
    ],
)
def test_a_quantity_is_kept_as_stated_and_counted_in_tonnes(stated, unit, weighs, tonnes):
    found = in_tonnes(stated and Decimal(stated), unit, weighs and Decimal(weighs))
    assert found == (tonnes and Decimal(tonnes))


@pytest.mark.parametrize(
    ("stated", "unit", "code"), [("1", "m3", "density"), ("-1", "t", "quantity"), ("1", "gal", "unit")]
)
def test_a_quantity_that_cannot_be_counted_is_refused(stated, unit, code):
    with pytest.raises(ValidationError) as refused:
        in_tonnes(Decimal(stated), unit)
    assert refused.value.code == code


def test_a_quantity_changes_from_a_day_on(plant, clerk):
    deed = make.authorisation(plant, WasteLine(*LINE, Decimal(100)))
    change_quantity(deed.wastes.get(), actor=clerk, stated=Decimal(60000), unit="kg", since=TODAY)
    assert (limit(plant, TODAY - timedelta(days=1)), limit(plant)) == (100, 60)
    assert deed.wastes.count() == 2


def test_what_was_typed_wrong_is_corrected_in_its_place(plant, clerk):
    deed = make.authorisation(plant, WasteLine(*LINE, Decimal(100)))
    change_quantity(deed.wastes.get(), actor=clerk, stated=Decimal(10))
    assert limit(plant, TODAY - timedelta(days=300)) == 10


def test_a_group_s_quantity_limits_each_of_its_codes(plant, clerk):
    deed = make.authorisation(plant, WasteLine("170107", "R5"))
    add_group(deed, GroupLine("A", "Inert waste", stated=Decimal(50)), actor=clerk)
    add_waste(deed, WasteLine(*LINE, Decimal(100), group="A"), actor=clerk)
    add_waste(deed, WasteLine("170503", "R5", group="A"), actor=clerk)
    assert (limit(plant), limit(plant, line=("170503", "R5")), limit(plant, line=("170107", "R5"))) == (50, 50, None)
    change_quantity(deed.groups.get(), actor=clerk, stated=Decimal(30), since=TODAY)
    assert (limit(plant), limit(plant, TODAY + timedelta(days=1))) == (30, 30)


def test_a_code_taken_out_of_a_deed_is_received_no_more(plant, clerk):
    deed = make.authorisation(plant, WasteLine(*LINE), WasteLine("170503", "D9"))
    end_row(deed.wastes.get(waste_code="170504"), actor=clerk, valid_to=TODAY, reason="amended")
    assert authorised([plant.pk], on=TODAY)[plant.pk].allows(*LINE)
    assert not authorised([plant.pk], on=TODAY + timedelta(days=1))[plant.pk].allows(*LINE)


@pytest.mark.parametrize("since", [date(2019, 1, 1), date(2020, 1, 1), date(2031, 1, 1)])
def test_a_day_outside_the_deed_changes_no_quantity(plant, clerk, since):
    deed = make.authorisation(plant, WasteLine(*LINE, Decimal(100)))
    with pytest.raises(ValidationError):
        change_quantity(deed.wastes.get(), actor=clerk, stated=Decimal(1), since=since)
    assert deed.wastes.count() == 1


def test_a_code_stands_once_on_a_day(plant, clerk):
    deed = make.authorisation(plant, WasteLine(*LINE, Decimal(100)))
    with pytest.raises(ValidationError) as refused:
        add_waste(deed, WasteLine(*LINE, valid_from=TODAY), actor=clerk)
    assert refused.value.code == "twice"
    end_row(deed.wastes.get(), actor=clerk, valid_to=TODAY, reason="amended")
    add_waste(deed, WasteLine(*LINE, valid_from=TODAY + timedelta(days=1)), actor=clerk)


def test_a_plant_is_changed_field_by_field(plant, clerk):
    change_plant(plant, actor=clerk, city="Ravenna", province="ra", postal_code="48122")
    changed = change_plant(plant, actor=clerk, name="Ravenna 2")
    assert (changed.name, changed.city, changed.province) == ("Ravenna 2", "Ravenna", "RA")
    with pytest.raises(ValidationError) as refused:
        change_plant(plant, actor=clerk, name="", postal_code="1")
    assert set(refused.value.error_dict) == {"name", "postal_code"}
