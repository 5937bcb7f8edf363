"""What a plant accepts of each substance, taken over from a table of the law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from registry.actors import SYSTEM
from registry.duties import EDIT_PLANT, DutyMissing
from registry.models import AcceptanceLimit
from registry.queries.limit_tables import limits_in, tables
from registry.queries.limits import limits_on
from registry.rules.analytes import Measured, Verdict, compare
from registry.services.code_lists import load_seeds
from registry.services.limits import set_limit, take_over
from tests.factories import registry as make
from tests.factories.registry import TODAY

pytestmark = pytest.mark.django_db
METALS = ["As", "Pb"]


@pytest.fixture
def plant():
    load_seeds()
    return make.plant(make.company("ours"))


@pytest.fixture
def clerk(plant):
    return SYSTEM(plant.company_id, [EDIT_PLANT])


def test_the_law_s_four_tables_are_supplied_each_row_with_its_source(plant):
    counted = {code: len(limits_in(code, TODAY)) for code, _label in tables(TODAY)}
    assert counted == {
        "eluate_inert": 18,
        "eluate_non_hazardous": 17,
        "eluate_stable_hazardous": 17,
        "eluate_hazardous": 17,
    }
    lead = next(row for row in limits_in("eluate_inert", TODAY) if row.code == "Pb")
    assert (lead.most, lead.unit, "tabella 2" in lead.source) == (Decimal("0.05"), "mg/l", True)


def test_a_stricter_kind_of_landfill_never_accepts_more_than_a_laxer_one(plant):
    lax = {row.code: row.most for row in limits_in("eluate_hazardous", TODAY)}
    for table in ("eluate_non_hazardous", "eluate_stable_hazardous", "eluate_inert"):
        assert all(row.most <= lax.get(row.code, row.most) for row in limits_in(table, TODAY))


def test_chosen_rows_become_limits_of_the_plant_that_judge_a_certificate(plant, clerk):
    assert len(take_over(plant, "eluate_inert", METALS, actor=clerk, valid_from=TODAY)) == 2
    bounds = limits_on(plant.company_id, [plant.pk], TODAY).of(plant.pk, "170504")
    report = [Measured("Piombo", Decimal(60), "µg/l"), Measured("arsenico", Decimal("0.05"), "mg/l")]
    assert {each.bound.analyte: each.verdict for each in compare(bounds, report)} == {
        "Arsenico / As": Verdict.WITHIN,
        "Piombo / Pb": Verdict.OVER,
    }


def test_a_row_taken_over_ends_the_limit_before_it(plant, clerk):
    before = {"analyte": "Piombo / Pb", "unit": "mg/l", "most": Decimal("0.04"), "valid_from": date(2026, 1, 1)}
    old = set_limit(plant, actor=clerk, **before)
    take_over(plant, "eluate_inert", ["Pb"], actor=clerk, valid_from=TODAY)
    old.refresh_from_db()
    assert old.valid_to == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("table", "chosen", "day", "field"),
    [
        ("eluate_inert", [], TODAY, "chosen"),
        ("eluate_of_my_own", METALS, TODAY, "chosen"),
        ("eluate_inert", METALS, date(2019, 1, 1), "chosen"),
        ("eluate_inert", METALS, None, "valid_from"),
    ],
)
def test_what_cannot_be_taken_over_is_named_and_writes_nothing(plant, clerk, table, chosen, day, field):
    with pytest.raises(ValidationError) as wrong:
        take_over(plant, table, chosen, actor=clerk, valid_from=day)
    assert list(wrong.value.error_dict) == [field]
    assert not AcceptanceLimit.objects.of(plant.company_id).exists()


def test_one_row_that_cannot_be_written_takes_all_back(plant, clerk):
    later = {"analyte": "Piombo / Pb", "unit": "mg/l", "most": Decimal(1), "valid_from": TODAY + timedelta(days=9)}
    set_limit(plant, actor=clerk, **later)
    with pytest.raises(ValidationError):
        take_over(plant, "eluate_inert", METALS, actor=clerk, valid_from=TODAY)
    assert AcceptanceLimit.objects.of(plant.company_id).count() == 1


def test_who_does_not_keep_plants_takes_nothing_over(plant):
    with pytest.raises(DutyMissing):
        take_over(plant, "eluate_inert", METALS, actor=SYSTEM(plant.company_id, []), valid_from=TODAY)
