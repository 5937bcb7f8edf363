"""Who may carry: enrolments, vehicles, what of them ends soon, and the one statement the gate asks."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.approvals import may_deliver, may_deliver_many
from contracts.models import Carrier, Vehicle
from contracts.queries.carriers import carriers_of, ending
from contracts.queries.gate_terms import factory
from contracts.services import carriers
from registry.services.plants import WasteLine
from tests.factories import cases, registry
from tests.factories import contracts as make

SEEDS = Path(__file__).parents[2] / "registry" / "seeds" / "waste_codes.csv"


@pytest.fixture
def eco(db):
    cases.waste_code("170504")
    return registry.company("ecoverde")


@pytest.fixture
def bassi(eco):
    """Category 4 until 31 December, 5 until the end of 2030; one vehicle with ADR until 10 December."""
    row = make.carrier(eco, ("4", date(2022, 1, 1), date(2026, 12, 31)), ("5", date(2026, 1, 1), date(2030, 12, 31)))
    make.vehicle(row, plate="ga 481 zx", adr_until=date(2026, 12, 10))
    return row


def test_a_carrier_is_amended_and_keeps_its_albo_number(eco, bassi):
    by = make.gate(eco)
    carriers.amend_carrier(bassi, actor=by, name=" Bassi S.p.A. ", vat_number="00743110157")
    row = Carrier.objects.of(eco).get()
    assert (row.name, row.vat_number, row.albo_number) == ("Bassi S.p.A.", "00743110157", bassi.albo_number)
    with pytest.raises(ValidationError):
        carriers.amend_carrier(bassi, actor=by, name="")


def test_a_vehicle_gets_another_certificate_or_loses_it(eco, bassi):
    vehicle = Vehicle.objects.of(eco).get()
    for until in (date(2027, 12, 31), None):
        carriers.certify_vehicle(vehicle, actor=make.gate(eco), adr_until=until)
        assert Vehicle.objects.of(eco).get().adr_until == until


def test_what_ends_soon_is_named_the_nearest_first_and_what_was_renewed_is_not(eco, bassi):
    on = date(2026, 11, 23)
    assert [(each.what, each.last_day) for each in ending(eco.pk, on=on)] == [
        ("GA481ZX", date(2026, 12, 10)),
        ("4F", date(2026, 12, 31)),
    ]
    period = {"valid_from": date(2027, 1, 1), "valid_to": date(2031, 12, 31)}
    carriers.enrol(bassi, actor=make.gate(eco), category="4", albo_class="F", **period)
    assert [each.what for each in ending(eco.pk, on=on)] == ["GA481ZX"]
    assert ending(eco.pk, on=date(2026, 12, 11), days=5) == []
    assert ending(registry.company("lumen").pk, on=on) == []


def test_carriers_are_found_by_name_albo_number_and_plate(eco, bassi):
    assert [carriers_of(eco.pk, text) for text in ("bassi", bassi.albo_number, "ga481", "nobody")] == [
        [bassi],
        [bassi],
        [bassi],
        [],
    ]


def test_the_command_lists_them(eco, bassi):
    printed = StringIO()
    call_command("carriers", "--company=ecoverde", "--ending=60", "--on=2026-11-23", "--json", stdout=printed)
    assert [row["what"] for row in json.loads(printed.getvalue())] == ["GA481ZX", "4F"]
    printed = StringIO()
    call_command("carriers", "--company=ecoverde", stdout=printed)
    assert bassi.albo_number in printed.getvalue()


def test_what_is_confirmed_names_the_article_that_was_read():
    confirmed = [row for row in (*factory()["carriage"], *factory()["classes"]) if row["confirmed"]]
    assert len(confirmed) == 3
    assert all("art." in row["source"] and "to be confirmed" not in row["source"] for row in confirmed)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one statement is what PostgreSQL gets")
def test_an_answer_costs_one_statement_and_with_a_carrier_two(eco, bassi):
    row = make.approval(eco)
    asked = make.question(row), make.question(row, carrier_id=bassi.pk)
    for question in asked:
        may_deliver(eco.pk, question)
    costs = []
    for question in asked:
        with CaptureQueriesContext(connection) as captured:
            may_deliver(eco.pk, question)
        costs.append(len(captured))
    assert costs == [1, 2]


def test_one_question_and_many_read_the_same_facts(eco, bassi):
    rows = [make.approval(eco, yearly_quantity_t=Decimal("10.5") * n) for n in range(1, 4)]
    asked = [make.question(row, 12, carrier_id=carrier) for row in rows for carrier in (None, bassi.pk)]
    assert may_deliver_many(eco.pk, asked) == [may_deliver(eco.pk, each) for each in asked]


@pytest.mark.parametrize(("on", "left"), [("2026-06-30", "50"), ("2026-07-01", "20")])
def test_a_line_of_a_deed_counts_on_its_own_days(eco, on, left):
    plant = registry.plant(eco)
    deed = registry.authorisation(plant, WasteLine("170504", "R5", Decimal(50)))
    deed.wastes.update(valid_to=date(2026, 6, 30))
    deed.wastes.create(
        company=eco, waste_code="170504", operation="R5", yearly_quantity_t=Decimal(20), valid_from=date(2026, 7, 1)
    )
    row = make.approval(eco, plant=plant)
    assert may_deliver(eco.pk, make.question(row, 1, on=date.fromisoformat(on))).remaining_t == Decimal(left)


def test_the_figures_of_the_mirror_entries_are_those_of_the_list():
    codes = list(csv.DictReader(SEEDS.read_text(encoding="utf-8").splitlines()))
    mirrored = {row["code"] for row in codes if row["entry_type"].startswith("M")}
    partnered = {row["code"] for row in codes if row["mirror_partners"]}
    assert (len(codes), len(mirrored), len(partnered)) == (842, 351, 331)
    assert (len(mirrored & partnered), len(mirrored | partnered)) == (286, 396)
