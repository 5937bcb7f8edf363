"""What is owed and what was paid: entering, allocating, taking back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Allocation, OpenItem, Payment
from billing.queries.balances import drift
from billing.receivables import (
    BY_LAW,
    NewPayment,
    Wish,
    allocate_payment,
    balance_at,
    balance_of_contract,
    open_at,
    record_payment,
    reverse_item,
    reverse_payment,
    undo_allocation,
    use_credit,
)
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import MERGE_CUSTOMERS, DutyMissing
from registry.services.merging import merge
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


def left(row):
    row = make.fresh(row)
    return row.left if isinstance(row, Payment) else row.open_amount


def test_a_partial_payment_leaves_the_rest_open(eco, rossi):
    item = make.item(rossi, 100)
    make.paid(rossi, 60)
    assert (left(item), make.fresh(item).is_open, balance_at(rossi, make.ON)) == (40, True, 40)
    assert drift(eco.pk) == []


def test_an_overpayment_stays_unallocated_until_there_is_something_to_pay(eco, rossi, by):
    item = make.item(rossi, 100)
    payment = make.paid(rossi, 130)
    assert (left(item), left(payment), balance_at(rossi, make.ON)) == (0, 30, -30)
    later = make.item(rossi, 50)
    allocate_payment(payment, BY_LAW, **by)
    assert (left(later), left(payment), drift(eco.pk)) == (20, 0, [])
    with pytest.raises(Refused, match="nothing_left"):
        allocate_payment(payment, BY_LAW, **by)


def test_money_without_a_wish_is_not_allocated(rossi):
    item = make.item(rossi, 100)
    assert left(make.paid(rossi, 100, None)) == 100
    assert left(item) == 100


def test_the_debtor_chooses_what_he_pays(rossi):
    old, new = make.item(rossi, 100, due_on=date(2026, 10, 15)), make.item(rossi, 100)
    make.paid(rossi, 80, Wish({new.pk: Decimal(70)}))
    assert (left(old), left(new)) == (100, 30)
    assert Allocation.objects.of(rossi.company_id).get().by_choice


def test_an_item_of_another_customer_cannot_be_chosen(eco, rossi):
    strange = make.item(make.customer(eco), 100)
    with pytest.raises(Refused, match="item_not_open"):
        make.paid(rossi, 80, Wish({strange.pk: None}))
    assert not Payment.objects.of(eco).exists()


def test_the_same_key_is_recorded_once_and_not_with_other_contents(eco, rossi):
    make.item(rossi, 100)
    first = make.paid(rossi, 60, source_key="k")
    assert make.paid(rossi, 60, source_key="k") == first
    with pytest.raises(Refused, match="recorded_differently"):
        make.paid(rossi, 61, source_key="k")
    assert make.item(rossi, 7, document_number="A1") == make.item(rossi, 7, document_number="A1")
    with pytest.raises(Refused, match="recorded_differently"):
        make.item(rossi, 8, document_number="A1")
    assert drift(eco.pk) == []


def test_an_unpaid_direct_debit_comes_back_with_its_reason_and_opens_its_items(eco, rossi, by):
    item = make.item(rossi, 100)
    payment = make.paid(rossi, 100, channel="sdd", booked_on=date(2026, 11, 2))
    back = reverse_payment(payment, reason="Insufficient funds", reason_code="am04", on=date(2026, 11, 9), **by)
    assert (back.amount, back.reason_code, left(item), left(payment), left(back)) == (-100, "AM04", 100, 0, 0)
    assert [balance_at(rossi, date(2026, 11, day)) for day in (1, 2, 8, 9)] == [100, 0, 0, 100]
    assert [open_at(item, date(2026, 11, day)) for day in (1, 2, 8, 9)] == [100, 0, 0, 100]
    with pytest.raises(Refused, match="reversed_already"):
        reverse_payment(payment, reason="again", on=make.ON, **by)
    with pytest.raises(Refused, match="is_reversal"):
        reverse_payment(back, reason="again", on=make.ON, **by)
    assert drift(eco.pk) == []


def test_money_cannot_have_gone_back_before_it_came(eco, rossi, by):
    payment = make.paid(rossi, 100, booked_on=date(2026, 11, 6))
    with pytest.raises(Refused, match="back_before_it_came"):
        reverse_payment(payment, reason="AM04", on=date(2026, 11, 5), **by)
    assert not Payment.objects.of(eco).filter(reverses=payment).exists()
    assert reverse_payment(payment, reason="AM04", on=date(2026, 11, 6), **by).booked_on == date(2026, 11, 6)


def test_a_credit_note_is_used_like_money_and_can_be_taken_back(eco, rossi, by):
    item, note = make.item(rossi, 100), make.item(rossi, -30)
    use_credit(note, BY_LAW, **by)
    assert (left(item), left(note), balance_at(rossi, make.ON)) == (70, 0, 70)
    reverse_item(note, reason="Wrong customer", **by)
    assert (left(item), left(note), balance_at(rossi, make.ON), drift(eco.pk)) == (100, 0, 100, [])
    with pytest.raises(Refused, match="not_a_credit"):
        use_credit(item, BY_LAW, **by)


def test_a_reversed_invoice_frees_the_money_paid_on_it(eco, rossi, by):
    item = make.item(rossi, 100)
    payment = make.paid(rossi, 60)
    counter = reverse_item(item, reason="Issued twice", **by)
    assert (left(item), left(counter), left(payment), balance_at(rossi, make.ON)) == (0, 0, 60, -60)
    with pytest.raises(Refused, match="reversed_already"):
        reverse_item(item, reason="again", **by)
    with pytest.raises(Refused, match="is_reversal"):
        reverse_item(counter, reason="again", **by)
    assert drift(eco.pk) == []


def test_one_allocation_is_undone_and_the_others_stand(eco, rossi, by):
    first, second = make.item(rossi, 50, due_on=date(2026, 10, 20)), make.item(rossi, 50)
    payment = make.paid(rossi, 100)
    undo_allocation(Allocation.objects.of(eco).get(item=first), **by)
    assert (left(first), left(second), left(payment)) == (50, 0, 50)
    with pytest.raises(Refused, match="reversed_already"):
        undo_allocation(Allocation.objects.of(eco).filter(item=first).earliest("pk"), **by)


def test_a_balance_by_value_counts_what_is_due_and_the_day_the_money_was_ours(rossi):
    make.item(rossi, 100)
    make.paid(rossi, 100, booked_on=date(2026, 11, 3), value_on=date(2026, 11, 5))
    days = [date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 4), date(2026, 11, 5)]
    assert [balance_at(rossi, on, by_value=True) for on in days] == [0, 100, 100, 0]
    assert [balance_at(rossi, on) for on in days] == [100, 100, 0, 0]


def test_the_balance_of_a_contract_and_of_a_supply_point_count_what_is_allocated_to_them(rossi, by):
    item = make.item(rossi, 100, contract_ref="C1", supply_point="IT001E00000001")
    make.item(rossi, 50, contract_ref="C2")
    note = make.item(rossi, -20, contract_ref="C2")
    make.paid(rossi, 60, Wish({item.pk: None}))
    use_credit(note, Wish({item.pk: None}), **by)
    assert balance_of_contract(rossi, make.ON, contract_ref="C1") == 20
    assert balance_of_contract(rossi, make.ON, contract_ref="C2") == 50
    assert balance_of_contract(rossi, make.ON, supply_point="IT001E00000001") == 20
    assert balance_of_contract(rossi, make.ON - timedelta(days=1), contract_ref="C1") == 100


@pytest.mark.parametrize(
    ("amount", "changes", "code"),
    [
        (0, {"kind": "invoice"}, "amount_zero"),
        ("1.005", {}, "amount_not_cents"),
        (-5, {"kind": "invoice"}, "sign_wrong"),
        (5, {"kind": "credit_note"}, "sign_wrong"),
        (5, {"due_on": date(2026, 9, 30)}, "due_before_issue"),
        (5, {"booked_on": date(2026, 11, 21)}, "booked_in_future"),
        (5, {"document_number": " "}, "document_missing"),
    ],
)
def test_an_item_that_cannot_be_right_is_refused(rossi, amount, changes, code):
    with pytest.raises(Refused, match=code):
        make.item(rossi, amount, **changes)


def test_without_the_duty_nothing_is_recorded(eco, rossi, by):
    item, payment = make.item(rossi), make.paid(rossi, 10)
    nobody = {"actor": SYSTEM(eco.pk, ()), "now": make.NOW}
    new = NewPayment(
        customer=rossi, channel="cash", amount=make.D(5), booked_on=make.ON, value_on=make.ON, source_key="x"
    )
    for call in (
        lambda: record_payment(new, None, **nobody),
        lambda: reverse_item(item, reason="x", **nobody),
        lambda: reverse_payment(payment, reason="x", on=make.ON, **nobody),
        lambda: allocate_payment(payment, BY_LAW, **nobody),
        lambda: use_credit(item, BY_LAW, **nobody),
        lambda: undo_allocation(Allocation.objects.of(eco).get(), **nobody),
    ):
        with pytest.raises(DutyMissing):
            call()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such triggers: the doctor looks there")
@pytest.mark.parametrize("model", [OpenItem, Payment, Allocation])
def test_the_database_refuses_to_change_or_remove_a_row(eco, rossi, model):
    make.item(rossi)
    make.paid(rossi, 30)
    rows = model.objects.of(eco)
    for change in (lambda: rows.update(amount=1), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert connection.vendor == "postgresql"


def owners(company) -> set[int]:
    return {row.customer_id for model in (OpenItem, Payment) for row in model.objects.of(company)}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_ledger_follows_a_customer_who_was_merged_and_nobody_else(eco, rossi):
    make.item(rossi)
    make.paid(rossi, 30)
    other = registry.customer(eco)
    for model in (OpenItem, Payment):
        with pytest.raises(IntegrityError, match="append-only"):
            model.objects.of(eco).update(customer=other)
    assert owners(eco) == {rossi.pk}
    merge(other, rossi, actor=SYSTEM(eco.pk, [MERGE_CUSTOMERS]), now=make.NOW)
    assert owners(eco) == {other.pk}
