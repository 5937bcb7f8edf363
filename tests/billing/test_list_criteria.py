"""Saved lists ask who has overdue items, as runs of statements count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.criteria import OVERDUE, customers
from billing.queries.statements import figures
from billing.receivables import Wish, reverse_item, reverse_payment, use_credit
from documents.services.mailings import lists
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make
from tests.factories import mailings, registry

pytestmark = pytest.mark.django_db

EARLY, MIDDLE = date(2026, 9, 1), date(2026, 10, 15)
DAYS = [EARLY, date(2026, 10, 1), MIDDLE, date(2026, 11, 3), date(2026, 11, 19), make.ON, date(2027, 2, 1)]


def clerk(company):
    return SYSTEM(company.pk, ["documents.send", "billing.read"])


def saved(company, **asked):
    wanted = lists.Criteria(further={"overdue_items": asked})
    return mailings.saved_list(clerk(company), name=str(asked), criteria=wanted)


def who(company, on=make.ON, **asked):
    return set(lists.members(saved(company, **asked), on))


@pytest.fixture
def busy(eco, by):
    """Customers whose books moved in every way, before and after the days asked for."""
    rossi, verdi, neri, bruni = (make.customer(eco) for _ in range(4))
    first = make.item(rossi, 100, issued_on=EARLY, due_on=date(2026, 9, 30))
    make.item(rossi, 50, issued_on=MIDDLE)
    make.paid(rossi, 40, Wish({first.pk: None}), booked_on=date(2026, 10, 1))
    make.paid(rossi, 60, Wish({first.pk: None}), booked_on=date(2026, 11, 10))
    debt = make.item(verdi, 80, issued_on=EARLY, due_on=date(2026, 9, 30))
    back = make.paid(verdi, 80, Wish({debt.pk: None}), booked_on=date(2026, 10, 2))
    reverse_payment(back, reason="AM04", on=date(2026, 11, 3), **by)
    gone = make.item(neri, 70, issued_on=EARLY)
    reverse_item(gone, reason="Wrong customer", **by)
    owed, note = make.item(neri, 90, issued_on=EARLY), make.item(neri, -90, issued_on=EARLY)
    use_credit(note, Wish({owed.pk: None}), **by)
    make.item(bruni, -30, issued_on=EARLY)
    make.item(bruni, 30, issued_on=make.ON, due_on=date(2026, 12, 31))
    return [rossi, verdi, neri, bruni]


@pytest.mark.parametrize("days", [0, 10, 20])
@pytest.mark.parametrize("on", DAYS)
def test_whoever_a_run_of_statements_calls_overdue_is_on_the_list(eco, busy, on, days):
    late = {pk for pk, figure in figures(eco.pk, on, timedelta(days=days)).items() if figure.late > 0}
    assert {each["customer_id"] for each in customers(eco.pk, {"days": days}, on)} == late
    assert {each.pk for each in who(eco, on, items="with", days=days)} == late


def test_the_day_after_the_due_date_it_is_overdue_and_paid_it_is_not(eco, rossi):
    item = make.item(rossi, 100)
    assert (who(eco, item.due_on, items="with"), who(eco, item.due_on + timedelta(days=1), days=0)) == (set(), {rossi})
    make.paid(rossi, 100, booked_on=make.ON)
    assert (who(eco, items="with", days=1), who(eco, make.ON - timedelta(days=1), items="with", days=2)) == (
        set(),
        {rossi},
    )


def test_those_without_overdue_items_are_all_the_others(eco, rossi):
    late, early = make.customer(eco), make.customer(eco)
    make.item(late, 100)
    make.item(early, 100, due_on=date(2026, 12, 31))
    assert who(eco, items="without") == {rossi, early}
    assert who(eco, items="without", days=20) == {rossi, early, late}


def test_another_companys_ledger_is_not_asked(eco, rossi):
    lumen = registry.company("lumen")
    theirs = make.customer(lumen)
    make.item(theirs, 100)
    assert (who(eco, items="with"), who(lumen, items="with")) == (set(), {theirs})
    assert (who(eco, items="without"), who(lumen, items="without")) == ({rossi}, set())


def test_only_who_may_read_the_ledger_asks_it(eco, rossi):
    make.item(rossi, 100)
    sender = SYSTEM(eco.pk, ["documents.send"])
    with pytest.raises(DutyMissing) as missing:
        mailings.saved_list(sender, criteria=lists.Criteria(further={"overdue_items": {"items": "with"}}))
    assert missing.value.duty == OVERDUE.duty == "billing.read"


def test_it_takes_one_statement_for_thirty_customers_as_for_three(eco, django_assert_num_queries):
    for _ in range(30):
        make.item(make.customer(eco), 100)
    row = saved(eco, items="with", days=5)
    with django_assert_num_queries(1):
        assert len(lists.members(row, make.ON)) == 30
