"""What the doctor finds in the hand-off, and that he finds nothing where all is well."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.models import Charge, Handover
from cases.services.diagnosis.doctor import examine
from tests.factories import handover as make
from tests.factories.journals import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    with make.known():
        yield make.office()


def found(office, now=make.NOW):
    wanted = ("I5", "charges", "handover")
    results = {each.invariant.code: each for each in examine([office.company], now=now)}
    return {code: [str(each) for each in results[code].violations] for code in wanted if results[code].violations}


def change(office, **values):
    Handover.objects.of(office.company).update(**values)


def test_what_was_handed_over_and_taken_back_is_sound(office):
    office.handed(office.case(), "approve", "revoke")
    assert found(office) == {}


def test_a_sum_that_is_not_that_of_its_charges_and_one_that_billing_does_not_have_are_found(office):
    case = office.handed(office.case(), "approve")[0].case
    change(office, total=Decimal(1))
    summed, billed = found(office)["I5"]
    assert "1.00 is stored, its charges sum to 180" in summed
    assert "1.00 was handed over, billing has 180.00" in billed
    change(office, total=Decimal(180), billed=None)
    assert found(office)["I5"] == [f"{case.number}/2: 180.00 was handed over, billing has None"]


def test_an_event_that_left_no_hand_over_is_found(office):
    office.handed(office.case(), "approve")
    with as_owner():
        Charge.objects.of(office.company).delete()
        Handover.objects.of(office.company).delete()
    [told] = found(office)["I5"]
    assert "left no hand-over" in told


def test_one_that_nobody_sends_and_one_that_overtook_are_found(office):
    office.bills_by("http", "https://billing.example")
    first, second = office.handed(office.case(), "approve", "revoke")
    assert found(office) == {}
    later = make.NOW + timedelta(hours=1)
    assert "nobody sends it" in found(office, later)["handover"][0]
    Handover.objects.of(office.company).filter(pk=second.pk).update(status="taken", billed=0)
    assert found(office)["handover"] == [f"{first.case.number}/3: it overtook 2"]


def test_a_counter_charge_that_undoes_something_else_is_found(office):
    office.handed(office.case(), "approve", "revoke")
    with as_owner():
        Charge.objects.of(office.company).filter(reverses__isnull=False, line="fee/2").update(unit_price=Decimal(-1))
    [told] = found(office)["charges"]
    assert told.endswith("not to the cent")
