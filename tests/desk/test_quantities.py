"""The quantities of a plant: authorised, approved, reserved, delivered, left; as bars and as a table."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from contracts.duties import ASK
from contracts.models import ApprovalYear, PlantYear
from contracts.queries.quantities import Quantity, approvals_of, quantities, years
from desk.presenting.quantities import bars
from registry.models import AuthorisedWaste
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
T = make.T
TODAY = timezone.localdate()


@pytest.fixture
def plant(db):
    """1,000 t of 170504 authorised, 100 approved; this year 30 delivered and 15 reserved, last year 70 delivered."""
    cases.waste_code("170504")
    eco = registry.company("ecoverde")
    plant = make.authorised_plant(eco, code="RA2", name="Ravenna 2")
    AuthorisedWaste.objects.of(eco).update(yearly_quantity_t=T(1000), stated_quantity=T(1000))
    period = {"valid_from": date(TODAY.year - 1, 1, 1), "valid_to": TODAY + timedelta(days=30)}
    approval = make.approval(eco, plant=plant, customer=registry.customer(eco, name="Rossi S.r.l."), **period)
    what = {"company": eco, "plant": plant, "waste_code": "170504", "operation": "R5"}
    PlantYear.objects.create(**what, year=TODAY.year, reserved_t=T(15), delivered_t=T(30))
    PlantYear.objects.create(**what, year=TODAY.year - 1, delivered_t=T(70))
    PlantYear.objects.create(**{**what, "operation": "R13"}, year=TODAY.year, delivered_t=T(4))
    ApprovalYear.objects.create(company=eco, line=approval.line, year=TODAY.year, reserved_t=T(15), delivered_t=T(30))
    return plant


def test_a_code_of_a_plant_has_its_five_numbers(plant):
    by_operation = {each.operation: each for each in quantities(plant, TODAY.year, TODAY).codes}
    r5 = by_operation["R5"]
    assert (r5.authorised_t, r5.approved_t, r5.approvals) == (T(1000), T(100), 1)
    assert (r5.reserved_t, r5.delivered_t, r5.left_t) == (T(15), T(30), T(955))
    assert not by_operation["R13"].allowed
    assert by_operation["R13"].left_t == T(-4)


def test_a_year_that_has_passed_is_seen_on_its_last_day(plant):
    assert years(plant, TODAY) == [TODAY.year, TODAY.year - 1]
    last = next(each for each in quantities(plant, TODAY.year - 1, TODAY).codes if each.operation == "R5")
    assert (last.delivered_t, last.reserved_t, last.left_t) == (T(70), T(0), T(930))


def test_an_approval_tells_what_is_left_of_its_year(plant):
    [used] = approvals_of(plant, TODAY.year, TODAY)
    assert (used.delivered_t, used.reserved_t, used.left_t) == (T(30), T(15), T(55))


def test_without_a_limit_nothing_is_left_to_count(plant):
    free = Quantity("170504", "R5", allowed=True, authorised_t=None, delivered_t=T(3))
    assert free.left_t is None
    [bar] = bars([free], TODAY)
    assert (bar.left, bar.authorised_x, bar.delivered_x) == ("", 0, 1000)


def test_a_bar_is_drawn_to_the_largest_of_its_numbers(plant):
    over = Quantity(
        "170504",
        "R5",
        allowed=True,
        authorised_t=T(50),
        approved_t=T(40),
        delivered_t=T(75),
        reserved_t=T(25),
        open_t=T(-50),
    )
    [bar] = bars([over], TODAY)
    assert (bar.delivered_x, bar.reserved_length, bar.authorised_x, bar.approved_x) == (750, 250, 500, 400)
    assert bar.over


def test_the_page_says_in_words_what_the_bars_show(plant, client):
    client.force_login(registry.member(plant.company, ASK).user)
    page = re.sub(r"\s+", " ", client.get("/ecoverde/plants/RA2/quantities/").content.decode())
    spoken = "17 05 04 R5: conferite 30 t, prenotate 15 t, omologate 100 t, autorizzate 1.000 t"
    assert f'aria-label="{spoken}"' in page.replace("\xa0", " ")
    assert "restano 955 t" in page.replace("\xa0", " ")
    assert "non autorizzato" in page
    assert "Rossi S.r.l." in page
    assert client.get(f"/ecoverde/plants/RA2/quantities/?year={TODAY.year - 1}").status_code == 200
    assert client.get("/ecoverde/plants/RA2/quantities/?year=nonsense").status_code == 200
    assert client.get("/ecoverde/plants/NO/quantities/").status_code == 404


def test_what_is_inside_it_is_read_in_a_handful_of_statements(plant, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        quantities(plant, TODAY.year, TODAY)
        approvals_of(plant, TODAY.year, TODAY)
