"""Articles 1193 and 1194 c.c. in numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.rules.allocating import COSTS, INTEREST, PRINCIPAL, Debt, by_choice, by_law

ON = date(2026, 11, 20)
D = Decimal


def debt(number, left, due="2026-10-31", part=PRINCIPAL, about=0, issued="2026-10-01"):
    return Debt(number, about or number, part, date.fromisoformat(due), date.fromisoformat(issued), D(left))


DEBT = [debt(1, "1000"), debt(2, "50", part=INTEREST, about=1), debt(3, "40", part=COSTS, about=1)]


def shares(found):
    return {share.id: share.amount for share in found}


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ("60", {3: 40, 2: 20}),
        ("40", {3: 40}),
        ("90", {3: 40, 2: 50}),
        ("1090", {3: 40, 2: 50, 1: 1000}),
        ("2000", {3: 40, 2: 50, 1: 1000}),
        ("0", {}),
    ],
)
def test_costs_come_before_interest_and_interest_before_principal(paid, expected):
    assert shares(by_law(D(paid), DEBT, ON)) == expected


def test_the_creditor_may_agree_that_principal_comes_first():
    assert shares(by_law(D(1010), DEBT, ON, principal_first=True)) == {1: 1000, 3: 10}


def test_what_is_due_comes_before_what_is_not_and_the_oldest_first():
    debts = [debt(1, "10", "2026-12-31"), debt(2, "10", "2026-11-10"), debt(3, "10", "2026-09-30")]
    assert shares(by_law(D(15), debts, ON)) == {3: 10, 2: 5}
    assert shares(by_law(D(25), debts, ON)) == {3: 10, 2: 10, 1: 5}


def test_a_debt_due_today_is_not_late_yet_but_comes_before_later_ones():
    debts = [debt(1, "10", "2026-12-31"), debt(2, "10", "2026-11-20")]
    assert shares(by_law(D(5), debts, ON)) == {2: 5}


def test_debts_of_one_age_are_paid_in_proportion_to_the_cent():
    debts = [debt(1, "100"), debt(2, "100"), debt(3, "100")]
    found = shares(by_law(D(100), debts, ON))
    assert found == {1: D("33.34"), 2: D("33.33"), 3: D("33.33")}


def test_interest_on_a_paid_invoice_is_a_debt_of_its_own():
    orphan = debt(9, "5", "2026-08-31", part=INTEREST, about=8)
    assert shares(by_law(D(5), [*DEBT, orphan], ON)) == {9: 5}


def test_the_debtors_choice_comes_first_and_the_rest_is_left_over():
    newer = debt(4, "70", "2026-12-31")
    assert shares(by_choice(D(100), [*DEBT, newer], {4: None})) == {4: 70}
    assert shares(by_choice(D(100), [*DEBT, newer], {4: D(30), 1: None})) == {4: 30, 3: 40, 2: 30}


def test_a_chosen_item_that_grew_on_another_is_paid_alone():
    assert shares(by_choice(D(100), DEBT, {2: None})) == {2: 50}
    assert shares(by_choice(D(100), DEBT, {2: None, 1: None})) == {2: 50, 3: 40, 1: 10}
