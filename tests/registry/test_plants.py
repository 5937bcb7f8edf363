"""Plants: what each may receive on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from registry.actors import SYSTEM
from registry.duties import DutyMissing
from registry.models import AuthorisedWaste, Plant, PlantAuthorisation
from registry.queries.plants import authorised, plants_of
from registry.services import code_lists, plants
from registry.services.plants import WasteLine
from tests.factories import registry as make
from tests.factories.registry import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.plant(make.company("ours"))


def test_a_plant_may_receive_what_an_authorisation_in_force_names(plant):
    make.authorisation(plant, WasteLine("170504", "R5", Decimal(12000)), WasteLine("170504", "R13"))
    permits = authorised([plant.pk], on=TODAY)[plant.pk]
    assert permits.allows("170504", "R5")
    assert not permits.allows("170504", "D1")
    assert not permits.allows("170503", "R5")
    assert permits.operations_for("170504") == ("R13", "R5")
    assert permits.yearly_quantity_t("170504", "R5") == 12000
    assert permits.yearly_quantity_t("170504", "R13") is None


@pytest.mark.parametrize(
    ("day", "good"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_an_authorisation_is_good_on_its_first_and_on_its_last_day(plant, day, good):
    make.authorisation(plant, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    assert authorised([plant.pk], on=day)[plant.pk].allows("170504", "R5") is good


def test_quantities_of_several_authorisations_add_up_unless_one_states_none(plant):
    for quantity in (Decimal(100), Decimal("50.5")):
        make.authorisation(plant, WasteLine("170504", "R5", quantity))
    assert authorised([plant.pk], on=TODAY)[plant.pk].yearly_quantity_t("170504", "R5") == Decimal("150.5")
    make.authorisation(plant, WasteLine("170504", "R5"))
    assert authorised([plant.pk], on=TODAY)[plant.pk].yearly_quantity_t("170504", "R5") is None


def test_many_plants_cost_one_statement_and_each_gets_an_answer(plant, django_assert_num_queries):
    bare = make.plant(plant.company)
    make.authorisation(plant, WasteLine("170504", "R5"), WasteLine("200133", "R13"))
    with django_assert_num_queries(1):
        permits = authorised([plant.pk, bare.pk], on=TODAY, codes=["170504"])
    assert [line.waste_code for line in permits[plant.pk].lines] == ["170504"]
    assert permits[bare.pk].lines == ()


def test_a_closed_plant_receives_nothing(plant):
    make.authorisation(plant)
    Plant.objects.of(plant.company).update(is_active=False)
    assert authorised([plant.pk], on=TODAY)[plant.pk].lines == ()
    assert plants_of(plant.company) == []


def test_every_wrong_line_is_named_and_nothing_is_recorded(plant):
    code_lists.load_seeds()
    lines = [
        WasteLine("1705", "R5"),
        WasteLine("170504", "R14"),
        WasteLine("999999", "R5"),
        WasteLine("170504", "D1", Decimal(-1)),
    ]
    with pytest.raises(ValidationError) as caught:
        make.authorisation(plant, *lines, *lines[2:3], kind="?", number=" ", valid_to=date(2019, 1, 1))
    assert set(caught.value.message_dict) == {"kind", "number", "valid_to", "wastes"}
    codes = {error.code for error in caught.value.error_dict["wastes"]}
    assert codes == {"waste_code", "operation", "quantity", "twice", "not_on_the_list"}
    assert not PlantAuthorisation.objects.of(plant.company).exists()


def test_a_code_deleted_later_may_be_authorised_while_it_lasts(plant):
    code_lists.load_seeds()
    assert make.authorisation(plant, WasteLine("200133", "R13"))
    with pytest.raises(ValidationError):
        make.authorisation(plant, WasteLine("200133", "R13"), valid_from=date(2026, 12, 9))


def test_an_authorisation_is_cut_short_with_a_reason(plant):
    deed = make.authorisation(plant)
    plants.end_authorisation(deed, actor=make.office(plant.company), valid_to=date(2026, 1, 1), reason="Suspended")
    assert not authorised([plant.pk], on=TODAY)[plant.pk].lines
    assert deed.history.latest().history_change_reason == "Suspended"
    with pytest.raises(ValidationError):
        plants.end_authorisation(deed, actor=make.office(plant.company), valid_to=date(2019, 1, 1), reason="x")


def test_another_company_s_plant_cannot_be_authorised(plant):
    with pytest.raises(Plant.DoesNotExist):
        plants.authorise(
            plant,
            actor=make.office(make.company()),
            wastes=[WasteLine("170504", "R5")],
            kind="AIA",
            number="1",
            valid_from=TODAY,
        )


def test_without_the_duty_no_plant_is_registered(plant):
    with pytest.raises(DutyMissing):
        plants.register_plant(actor=SYSTEM(plant.company_id, []), code="P", name="x")


def test_a_plant_is_checked_and_its_code_given_once(plant):
    with pytest.raises(ValidationError) as caught:
        make.plant(plant.company, name="", rentri_unit="x")
    assert set(caught.value.message_dict) == {"name", "rentri_unit"}
    with pytest.raises(ValidationError):
        make.plant(plant.company, code=plant.code)


@pytest.mark.parametrize("wrong", [{"waste_code": "17050"}, {"operation": "R14"}, {"yearly_quantity_t": Decimal(-1)}])
def test_the_database_refuses_a_wrong_line(plant, wrong):
    line = {
        "company": plant.company,
        "authorisation": make.authorisation(plant),
        "waste_code": "170504",
        "operation": "D1",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorisedWaste.objects.create(**{**line, **wrong})
