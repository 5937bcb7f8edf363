"""Accounts of many customers as of a day: equal to the balance of that day, whatever happened afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from billing.queries.balances import balance_at, open_at
from billing.queries.statement import statement
from billing.queries.statements import accounts, figures
from billing.receivables import Wish, allocate_payment, reverse_item, reverse_payment, use_credit
from tests.factories import billing as make
from tests.factories.billing import fresh

pytestmark = pytest.mark.django_db

EARLY, MIDDLE = date(2026, 9, 1), date(2026, 10, 15)


@pytest.fixture
def busy(eco, by):
    """Three customers whose books moved in every way between September and today."""
    rossi, verdi, neri = (make.customer(eco) for _ in range(3))
    first = make.item(rossi, 100, issued_on=EARLY, due_on=date(2026, 9, 30))
    make.item(rossi, 50, issued_on=MIDDLE)
    make.paid(rossi, 40, Wish({first.pk: None}), booked_on=date(2026, 10, 1))
    make.paid(rossi, 60, Wish({first.pk: None}), booked_on=date(2026, 11, 10))
    make.paid(rossi, 5, None, booked_on=date(2026, 10, 20))
    back = make.paid(verdi, 80, None, booked_on=date(2026, 10, 2))
    make.item(verdi, 80, issued_on=EARLY)
    reverse_payment(back, reason="AM04", on=date(2026, 11, 3), **by)
    gone = make.item(neri, 70, issued_on=EARLY)
    make.paid(neri, 30, Wish({gone.pk: None}), booked_on=date(2026, 10, 5))
    reverse_item(gone, reason="Wrong customer", **by)
    owed, note = make.item(neri, 90, issued_on=EARLY), make.item(neri, -20, issued_on=EARLY)
    use_credit(note, Wish({owed.pk: None}), **by)
    return [rossi, verdi, neri]


DAYS = [EARLY, date(2026, 10, 1), MIDDLE, date(2026, 11, 3), date(2026, 11, 19), make.ON]


@pytest.mark.parametrize("on", DAYS)
def test_an_account_is_the_balance_of_its_day_and_every_open_item_what_was_open_of_it_then(eco, busy, on):
    found = accounts(eco.pk, [each.pk for each in busy], on)
    assert [found[each.pk].balance for each in busy] == [balance_at(each, on) for each in busy]
    for each in busy:
        assert [one.left for one in found[each.pk].items] == [open_at(one.row, on) for one in found[each.pk].items]
        assert all(one.left for one in (*found[each.pk].items, *found[each.pk].payments))


@pytest.mark.parametrize("on", DAYS)
def test_the_figures_of_all_are_those_of_each(eco, busy, on):
    found, each_of = figures(eco.pk, on, timedelta(days=10)), accounts(eco.pk, [each.pk for each in busy], on)
    for each in busy:
        assert (found[each.pk].balance, found[each.pk].overdue) == (
            each_of[each.pk].balance,
            each_of[each.pk].overdue,
        )


def test_what_was_paid_later_was_open_then(eco, busy):
    rossi = accounts(eco.pk, [busy[0].pk], date(2026, 11, 3))[busy[0].pk]
    assert [(one.row.amount, one.left) for one in rossi.items] == [(100, 60), (50, 50)]
    assert [one.left for one in rossi.payments] == [5]
    assert (rossi.balance, rossi.overdue) == (105, 110)


def test_a_payment_that_came_back_later_stood_there_then(eco, busy):
    verdi = busy[1]
    before, after = (accounts(eco.pk, [verdi.pk], on)[verdi.pk] for on in (date(2026, 11, 2), date(2026, 11, 3)))
    assert ([one.left for one in before.payments], before.balance) == ([80], 0)
    assert ([one.left for one in after.payments], after.balance) == ([], 80)


def test_the_movements_lead_from_the_balance_before_to_the_balance_of_the_day(eco, busy):
    first, last = date(2026, 10, 2), date(2026, 11, 3)
    for each in busy:
        found, page = accounts(eco.pk, [each.pk], last, from_on=first)[each.pk], statement(each, first, last)
        assert (found.opening, found.balance) == (page.opening, page.closing)
        assert [(move.on, move.amount, move.balance) for move in found.moves] == [
            (move.on, move.amount, move.balance) for move in page.moves
        ]


def test_who_is_overdue_for_longer_is_told_from_who_is_overdue(eco, rossi):
    due = make.ON - timedelta(days=30)
    make.item(rossi, 10, issued_on=EARLY, due_on=due)
    make.item(rossi, 20, issued_on=EARLY, due_on=due - timedelta(days=1))
    found = figures(eco.pk, make.ON, timedelta(days=30))[rossi.pk]
    assert (found.overdue, found.late) == (30, 20)


def test_ten_customers_with_a_hundred_items_are_read_in_as_many_statements_as_one(
    eco, rossi, django_assert_num_queries
):
    others = [make.customer(eco) for _ in range(9)]
    for each in (rossi, *others):
        for _ in range(10):
            make.item(each)
        make.paid(each, 30)
    for ids in ([rossi.pk], [rossi.pk, *(each.pk for each in others)]):
        with django_assert_num_queries(5):
            accounts(eco.pk, ids, MIDDLE, from_on=EARLY)
        with django_assert_num_queries(3):
            accounts(eco.pk, ids, make.ON)
        with django_assert_num_queries(3):
            figures(eco.pk, make.ON, timedelta())


def test_another_companys_items_are_in_no_account(eco, rossi):
    other = make.customer(make.registry.company("lumen"))
    make.item(other, 500)
    make.item(rossi, 10)
    assert set(figures(eco.pk, make.ON, timedelta())) == {rossi.pk}
    assert accounts(eco.pk, [other.pk], make.ON)[other.pk].is_empty


def _right(company, of, on):
    found = accounts(company.pk, [of.pk], on)[of.pk]
    assert found.balance == balance_at(of, on) == figures(company.pk, on, timedelta())[of.pk].balance
    for one in found.items:
        assert one.left == open_at(one.row, on)
        assert 0 < one.left / one.row.amount <= 1
    assert all(0 < one.left <= one.row.amount for one in found.payments)
    return found


def test_money_paid_before_its_invoice_was_booked_was_unallocated_until_then(eco, rossi):
    make.item(rossi, 100, issued_on=date(2026, 11, 10))
    make.paid(rossi, 100, booked_on=date(2026, 11, 1))
    assert [_right(eco, rossi, date(2026, 11, each)).balance for each in (1, 9, 10)] == [-100, -100, 0]


def test_a_payment_that_the_bank_took_back_before_it_was_allocated_closed_nothing_on_any_day(eco, rossi, by):
    make.item(rossi, 100, issued_on=EARLY)
    back = make.paid(rossi, 100, None, booked_on=date(2026, 11, 1))
    allocate_payment(back, Wish(), **by)
    reverse_payment(back, reason="AM04", on=date(2026, 11, 5), **by)
    found = [_right(eco, rossi, date(2026, 11, each)) for each in (4, 5, 10, 20)]
    assert [each.balance for each in found] == [0, 100, 100, 100]
    assert [[one.left for one in each.payments] for each in found] == [[100], [], [], []]


@given(st.data())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_moved_and_on_whatever_days_every_evening_is_its_balance(eco, by, data):
    of, days = make.customer(eco), st.integers(1, 20).map(lambda day: date(2026, 11, day))
    money = st.integers(1, 3).map(lambda each: 50 * each)
    for _ in range(data.draw(st.integers(1, 6))):
        make.item(of, data.draw(money) * data.draw(st.sampled_from((1, 1, -1))), issued_on=data.draw(days))
        paid = make.paid(of, data.draw(money), data.draw(st.sampled_from((None, Wish()))), booked_on=data.draw(days))
        if data.draw(st.booleans()) and fresh(paid).left:
            allocate_payment(paid, Wish(), **by)
        if data.draw(st.booleans()):
            reverse_payment(paid, reason="AM04", on=max(data.draw(days), paid.booked_on), **by)
    for day in range(1, 21):
        _right(eco, of, date(2026, 11, day))
