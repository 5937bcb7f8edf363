"""Ageing, exposure, DSO, statement, credit view: each figure is the sum of the rows it opens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.models import OpenItem
from billing.queries.ageing import BUCKETS, LATE, ageing, debtors, in_bucket
from billing.queries.balances import balance_at
from billing.queries.credit import credit_view
from billing.queries.statement import statement
from billing.queries.trends import dso, invoiced, trend
from billing.receivables import Wish, reverse_payment
from billing.services.credit import set_credit_terms
from billing.services.holds import NewHold, place_hold
from tests.factories import billing as make

pytestmark = pytest.mark.django_db


def late(rossi, days, amount=100):
    due = make.ON - timedelta(days=days)
    return make.item(rossi, amount, issued_on=due - timedelta(days=30), due_on=due)


def test_every_open_row_stands_in_one_bucket_and_all_sum_to_the_balance(eco, rossi):
    for days in (-10, 0, 1, 30, 31, 60, 90, 91, 180, 181):
        late(rossi, days, 100 + days)
    make.item(rossi, -7)
    make.paid(rossi, 50, None)
    found = ageing(eco.pk, make.ON)
    wanted = {"not_due": 190, "to_30": 231, "to_60": 291, "to_90": 190, "to_180": 471, "over_180": 281}
    assert found.amounts == {**wanted, "credits": -7, "unallocated": -50}
    assert (found.total, found.late) == (balance_at(rossi, make.ON), 231 + 291 + 190 + 471 + 281)
    for bucket in BUCKETS[:-1]:
        rows = in_bucket(OpenItem.objects.of(eco), bucket, make.ON)
        assert sum(row.open_amount for row in rows) == found.amounts[bucket]
        assert rows.count() == found.counts[bucket]
    assert sum(row.open_amount for row in in_bucket(OpenItem.objects.of(eco), LATE, make.ON)) == found.late


def test_who_owes_most_past_due_comes_first(eco, rossi):
    verdi = make.customer(eco)
    late(rossi, 5, 10)
    late(verdi, 5, 20)
    late(rossi, -5, 99)
    assert [(each.code, each.open, each.late) for each in debtors(eco.pk, make.ON)] == [
        (verdi.code, 20, 20),
        (rossi.code, 109, 10),
    ]


def test_the_trend_ends_with_the_exposure_of_today(eco, rossi):
    make.item(rossi, 900, issued_on=date(2026, 9, 1))
    make.item(rossi, 300, issued_on=date(2026, 11, 5))
    make.paid(rossi, 600, booked_on=date(2026, 10, 15))
    months = trend(eco.pk, make.ON)
    assert [(each.on.month, each.exposure, each.invoiced, each.paid) for each in months] == [
        (9, 900, 900, 0),
        (10, 300, 0, 600),
        (11, 600, 300, 0),
    ]
    assert months[-1].exposure == ageing(eco.pk, make.ON).total
    assert (months[-1].dso, invoiced(eco.pk, date(2026, 9, 1), make.ON)) == (round(600 / 1200 * 81), 1200)
    assert dso(make.D(5), make.D(0), 90) is None


def test_a_statement_runs_from_the_opening_balance_to_the_closing_one(rossi, by):
    make.item(rossi, 100, issued_on=date(2026, 9, 1))
    payment = make.paid(rossi, 70, booked_on=date(2026, 10, 5), channel="sdd")
    make.item(rossi, 30, issued_on=date(2026, 10, 5))
    reverse_payment(payment, reason="Insufficient funds", reason_code="AM04", on=date(2026, 10, 9), **by)
    found = statement(rossi, date(2026, 10, 1), date(2026, 10, 31))
    assert (found.opening, found.closing) == (100, balance_at(rossi, date(2026, 10, 31)))
    assert [(move.amount, move.balance) for move in found.moves] == [(30, 130), (-70, 60), (70, 130)]
    assert sum(item.open_amount for item in found.open_items) == 130


def test_the_credit_view_says_everything_in_one_statement(eco, rossi, by, django_assert_num_queries):
    old, new = late(rossi, 40, 500), late(rossi, -10, 700)
    make.item(rossi, -50)
    make.paid(rossi, 100, None)
    paid = late(rossi, 60, 20)
    make.paid(rossi, 20, Wish({paid.pk: None}))
    back = make.paid(rossi, 9, None, channel="sdd")
    reverse_payment(back, reason="x", reason_code="AM04", on=make.ON, **by)
    for valid_from, limit in ((date(2026, 1, 1), 500), (date(2026, 6, 1), 1000), (date(2027, 1, 1), 1)):
        set_credit_terms(
            rossi, valid_from=valid_from, limit=make.D(limit), source="committee", insolvency="", actor=by["actor"]
        )
    place_hold(NewHold(customer=rossi, cause="dispute", reason="Weight", items=[new]), **by)
    place_hold(NewHold(customer=rossi, cause="promise", reason="Friday", items=[old]), **by)
    make.item(make.customer(eco), 5000)
    with django_assert_num_queries(1):
        view = credit_view(rossi, make.ON)
    assert (view.owed, view.late, view.credits, view.unallocated) == (1200, 500, -50, 100)
    assert view.exposure == balance_at(rossi, make.ON) == ageing(eco.pk, make.ON, customer=rossi).total
    assert (view.limit, view.over, view.used_percent) == (1000, 50, 105)
    assert (view.returned, view.paid_late, view.disputes, view.disputed, view.holds) == (1, 1, 1, 700, 2)


def test_a_customer_without_anything_has_a_credit_view_too(rossi):
    view = credit_view(rossi, make.ON)
    assert (view.exposure, view.limit, view.over, view.used_percent, view.insolvency) == (0, None, 0, None, "")
