"""What cases hand over: priced by the tariff of the day, once per event and line, taken back by counter-charges."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.handover import charging
from billing.handover.repairing import drop, repair, retry
from billing.models import Charge, Handover
from cases.models import CaseEvent, Dispatch, WorkItem
from cases.services.errors import Refused
from registry.duties import DutyMissing
from tests.factories import handover as make
from tests.factories import policies, registry

pytestmark = pytest.mark.django_db
D = Decimal
TOMORROW = make.NOW + timedelta(days=1)


@pytest.fixture
def office():
    with make.known():
        yield make.office()


@pytest.fixture
def bare():
    """A company without a tariff."""
    with make.known():
        yield make.office({})


def codes(handover):
    return [each["code"] for each in handover.reasons]


def charge(handover, line):
    return Charge.objects.of(handover.company_id).get(handover=handover, line=line)


def test_an_approval_is_charged_by_the_tariff_and_the_built_in_billing_has_it_at_once(office):
    [handover] = office.handed(office.case(), "approve")
    assert make.lines(handover) == {"fee": D("150.00"), "analysis": D("30.00"), "price": "terms"}
    assert (handover.status, handover.system, handover.total) == ("taken", "built_in", D("180.00"))
    price = charge(handover, "price")
    assert (price.unit_price, price.quantity, price.valid_to.year, price.vat_rate) == (D("48.50"), None, 2027, D(22))
    assert price.policy == {"policy": "request/table/tariff", "version": 1, "of": "factory", "row": "price"}


def test_a_revocation_takes_back_what_is_refundable_by_charges_that_point_back(office):
    first, second = office.handed(office.case(), "approve", "revoke")
    assert make.lines(second) == {"fee/2": D("-150.00"), "price/2": "terms"}
    taken_back = charge(second, "fee/2")
    assert taken_back.reverses == charge(first, "fee")
    assert (taken_back.quantity, taken_back.unit_price) == (D(1), D("-150.00"))
    assert (second.status, second.total) == ("taken", D("-150.00"))
    again = office.handed(first.case, "approve", "revoke")
    assert [make.lines(each).get("fee", make.lines(each).get("fee/4")) for each in again[2:]] == [D(150), D(-150)]


def test_told_twice_nothing_happens_twice(office):
    [handover] = office.handed(office.case(), "approve")
    told = Dispatch.objects.of(office.company).select_related("event__case").get(consumer="charges.request")
    assert charging.hand_over(told, make.NOW) == {"handover": handover.pk, "repeated": True}
    assert Charge.objects.of(office.company).count() == 3


@pytest.mark.parametrize("again", ["hand-over", "charge"])
def test_the_database_refuses_a_second_hand_over_of_an_event_and_a_second_charge_of_a_line(office, again):
    [handover] = office.handed(office.case(), "approve")
    row = handover if again == "hand-over" else charge(handover, "fee")
    row.pk = None
    if again == "hand-over":
        row.key = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_without_a_tariff_it_is_work_for_a_clerk_and_what_comes_later_waits(bare):
    case = bare.case()
    first, second = bare.handed(case, "approve", "revoke")
    assert (first.status, codes(first), second.status) == ("to_repair", ["tariff_missing"], "waiting")
    item = WorkItem.objects.of(bare.company).get(case=case)
    assert (item.queue, item.status, first.work) == ("billing.hand_over", "open", item)
    assert "2026-11-20" in item.reason
    with pytest.raises(Refused, match="handover_waits"):
        retry(second, actor=bare.ada, now=make.NOW)
    policies.factory(make.table(), process_code="request", code="tariff", since=TOMORROW.date())
    retry(first, actor=bare.ada, now=TOMORROW)
    first, second = bare.of(case)
    assert (first.status, second.status, first.was_repaired) == ("taken", "taken", True)
    assert (first.total, second.total) == (D("180.00"), D("-150.00"))
    item.refresh_from_db()
    assert (item.status, item.queue) == ("done", "")
    kinds = CaseEvent.objects.of(bare.company).filter(case=case).order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[-1] == "billing.retried"


def test_a_sum_nobody_stated_is_asked_for_and_stated_with_its_reason(office):
    [handover] = office.handed(office.case(analysis=None), "approve")
    assert codes(handover) == ["amount_missing"]
    by = {"actor": office.ada, "now": make.NOW}
    for sums, words, code in (({"analysis": D(5)}, " ", "reason_missing"), ({"price": D(5)}, "x", "sum_missing")):
        with pytest.raises(Refused, match=code):
            repair(handover, sums, reason=words, **by)
    repair(handover, {"analysis": D("42.10")}, reason="by telephone", **by)
    [handover] = office.of(handover.case)
    assert make.lines(handover)["analysis"] == D("42.10")
    assert handover.given == {"analysis": {"amount": "42.10", "by": "Ada", "reason": "by telephone"}}


def test_a_customer_of_whom_an_invoice_would_lack_something_is_completed_first(office):
    customer = registry.customer(office.company, **{**make.COMPLETE, "vat_number": "", "fiscal_code": "", "city": ""})
    [handover] = office.handed(office.case(customer=customer), "approve")
    assert codes(handover) == ["customer_incomplete"]
    type(customer).objects.of(office.company).filter(pk=customer.pk).update(city="Bologna", fiscal_code="01234567897")
    retry(handover, actor=office.ada, now=make.NOW)
    assert office.of(handover.case)[0].status == "taken"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((make.row("fee", amount="1", vat_rate="0"),), "vat_unclear"),
        ((make.row("fee", amount="1"), {**make.row("fee", amount="2"), "id": "other"}), "line_twice"),
        (({**make.row("fee", amount="1"), "when": {"event": "revoke"}},), "tariff_silent"),
    ],
)
def test_a_tariff_that_cannot_tell_charges_nothing_and_says_why(rows, code):
    with make.known():
        office = make.office(make.table(*rows))
        [handover] = office.handed(office.case(), "approve")
    assert (codes(handover), make.lines(handover)) == ([code], {})


def test_what_is_given_up_with_a_reason_lets_the_later_ones_go_on_and_they_take_nothing_back(bare):
    case = bare.case()
    first, _second = bare.handed(case, "approve", "revoke")
    with pytest.raises(Refused, match="reason_missing"):
        drop(first, reason=" ", actor=bare.ada, now=make.NOW)
    drop(first, reason="entered by hand", actor=bare.ada, now=make.NOW)
    first, second = bare.of(case)
    assert (first.status, first.dropped_reason) == ("dropped", "entered by hand")
    assert (second.status, make.lines(second)) == ("taken", {})
    with pytest.raises(Refused, match="handover_settled"):
        drop(first, reason="again", actor=bare.ada, now=make.NOW)


def test_only_who_hands_over_repairs(bare):
    [handover] = bare.handed(bare.case(), "approve")
    nobody = bare.ada.__class__(None, "Cy", frozenset({"request.enter"}), bare.company.pk)
    for act in (retry, lambda row, **by: drop(row, reason="x", **by)):
        with pytest.raises(DutyMissing):
            act(handover, actor=nobody, now=make.NOW)


def test_history_brought_in_from_elsewhere_is_not_charged(office):
    case = office.case()
    make.perform(case, "approve", office.command(origin="import"))
    make.tell()
    assert Handover.objects.of(office.company).count() == 0
