"""The answer service beyond the table: companies, many questions at once, constant statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.approvals import Prescribed, may_deliver, may_deliver_many
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return registry.company()


def codes(answer):
    return [refusal.code for refusal in answer.refusals]


def test_another_companys_approval_answers_nobody_else(eco):
    row = make.approval(eco)
    assert may_deliver(eco.pk, make.question(row)).yes
    assert codes(may_deliver(registry.company().pk, make.question(row))) == ["no_approval", "plant_not_authorised"]


def test_another_companys_carrier_and_vehicle_are_not_known(eco):
    row = make.approval(eco)
    stranger = make.carrier(registry.company(), ("4", date(2020, 1, 1), date(2030, 1, 1)))
    asked = make.question(row, carrier_id=stranger.pk, vehicle_id=make.vehicle(stranger).pk)
    assert codes(may_deliver(eco.pk, asked)) == ["carrier_unknown", "vehicle_unknown"]


def test_a_version_named_after_it_gave_way_says_so(eco):
    old = make.approval(eco)
    make.approval(eco, customer=old.customer, plant=old.plant)
    assert codes(may_deliver(eco.pk, make.question(old, approval_id=old.pk))) == ["approval_superseded"]


def test_the_answer_names_the_approval_and_its_prescriptions(eco):
    said = (Prescribed("Conferire solo su prenotazione.", "delivery"), Prescribed("Big bag chiusi.", "packing"))
    row = make.approval(eco, number="OM-2026-000777", prescriptions=said)
    answer = may_deliver(eco.pk, make.question(row))
    assert (answer.number, answer.version, answer.operation) == ("OM-2026-000777", 1, "R5")
    assert answer.prescriptions == ("Conferire solo su prenotazione.", "Big bag chiusi.")


def test_what_the_question_left_out_is_said(eco):
    row = make.approval(eco)
    carrier = make.carrier(eco, ("4", date(2020, 1, 1), date(2030, 1, 1)))
    assert may_deliver(eco.pk, make.question(row)).unchecked == ("carrier",)
    assert may_deliver(eco.pk, make.question(row, carrier_id=carrier.pk)).unchecked == ()


def test_many_questions_are_answered_as_each_alone(eco):
    rows = [make.approval(eco, yearly_quantity_t=Decimal(10 * n)) for n in range(1, 6)]
    asked = [make.question(row, quantity) for row in rows for quantity in (5, 25, 60)]
    together = may_deliver_many(eco.pk, asked)
    assert together == [may_deliver(eco.pk, each) for each in asked]
    assert {answer.yes for answer in together} == {True, False}


@pytest.mark.parametrize("size", [1, 10, 40])
def test_the_number_of_statements_does_not_grow_with_the_questions(eco, size):
    carrier = make.carrier(eco, ("4", date(2020, 1, 1), date(2030, 1, 1)))
    rows = [make.approval(eco) for _ in range(size)]
    asked = [make.question(row, carrier_id=carrier.pk) for row in rows]
    with CaptureQueriesContext(connection) as captured:
        assert all(answer.yes for answer in may_deliver_many(eco.pk, asked))
    assert len(captured) <= 13


def test_no_questions_are_no_answers(eco):
    assert may_deliver_many(eco.pk, []) == []
