"""What default interest grows on and until when, and what it does not: each rule by a case that breaks without it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.models import Allocation
from billing.models.terms import RateKind
from billing.queries.interest import grown
from billing.queries.rates import regime
from billing.receivables import Wish, reverse_item, undo_allocation
from billing.services.interest import NewRate, charge_interest, enter_rate
from cases.services.errors import Refused
from tests.factories import billing as make

pytestmark = pytest.mark.django_db
D = Decimal
DUE, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def invoice(of, amount=1000, **values):
    return make.item(of, amount, issued_on=date(2026, 3, 1), due_on=DUE, **values)


def rows(item, until=JUNE):
    return [(row.principal, row.days) for row in grown(item, until).accrual.rows]


def test_money_that_came_after_the_day_asked_for_changes_nothing_until_then(rossi):
    item = invoice(rossi)
    make.paid(rossi, 400, Wish({item.pk: None}), booked_on=date(2026, 6, 20))
    assert rows(item, date(2026, 6, 10)) == [(1000, 71)], "each part grows until the day, together"
    assert rows(item) == [(400, 81), (600, 91)]


def test_what_an_allocation_taken_back_had_paid_grows_on(eco, rossi, by):
    item = invoice(rossi)
    make.paid(rossi, 400, Wish({item.pk: None}), booked_on=date(2026, 4, 10))
    assert rows(item) == [(400, 10), (600, 91)]
    undo_allocation(Allocation.objects.of(eco).get(item=item), **by)
    assert rows(make.fresh(item)) == [(1000, 91)]


def test_the_fixed_sum_is_due_again_once_it_was_taken_back(rossi, by):
    item = invoice(rossi)
    costs = charge_interest(item, JUNE - timedelta(days=1), **by).costs
    assert grown(item, JUNE).compensation == 0
    reverse_item(costs, reason="agreed", **by)
    assert grown(item, JUNE).compensation == 40


def test_the_fixed_sum_is_due_on_invoices_alone(rossi):
    assert [grown(invoice(rossi, kind=kind), JUNE).compensation for kind in ("invoice", "debit", "opening")] == [
        40,
        0,
        0,
    ]


def test_a_rate_the_company_entered_goes_before_the_one_that_ships(eco, rossi):
    item = invoice(rossi)
    new = NewRate(kind="late", valid_from=date(2026, 1, 1), valid_to=JUNE, percent=D(11), source="GU, corrected")
    enter_rate(new, actor=make.clerk(eco))
    found = grown(item, JUNE)
    assert ([row.percent for row in found.accrual.rows], found.sources) == ([11], ("GU, corrected",))


def test_a_public_body_without_a_vat_number_is_no_consumer(eco):
    body = make.customer(eco, kind="natural", first_name="Comune", last_name="Di Prova", is_public_body=True)
    assert regime(body) == RateKind.LATE


def test_interest_of_days_to_come_is_not_charged(rossi, by):
    with pytest.raises(Refused, match="booked_in_future"):
        charge_interest(invoice(rossi), make.ON + timedelta(days=1), **by)
