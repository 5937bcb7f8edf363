"""Each figure of the ledger's pages opens rows that sum to it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from billing.duties import HOLD, READ
from billing.models import CollectionHold, OpenItem
from billing.queries.credit import credit_view
from billing.queries.listing import items, payments
from billing.queries.trends import trend
from billing.receivables import BY_LAW, Wish, reverse_item, reverse_payment, use_credit
from billing.services.credit import set_credit_terms
from billing.services.holds import NewHold, place_hold
from desk.forms.billing.ledger import ItemFilters, PaymentFilters
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db
AGES = ("owed", "late", "credits")


@pytest.fixture
def company():
    return registry.company()


@pytest.fixture
def rossi(company):
    return make.customer(company)


def hold(rossi, cause, **fields):
    new = NewHold(customer=rossi, cause=cause, reason="why", **fields)
    return place_hold(new, actor=make.clerk(rossi.company), now=make.NOW)


def found(company, **asked):
    return items(company, ItemFilters(asked).asked(), make.ON)


def test_what_is_disputed_is_what_its_holds_cover_once_and_opens_it(company, rossi):
    one, two = make.item(rossi, 100), make.item(rossi, 40, contract_ref="CT-1")
    make.item(rossi, -5)
    hold(rossi, "promise", items=[one])
    hold(rossi, "dispute", contract_ref="CT-1")
    assert (credit_view(rossi, make.ON).disputed, list(found(company, show="disputed"))) == (40, [two])
    hold(rossi, "dispute")
    view = credit_view(rossi, make.ON)
    assert (view.disputed, view.disputes) == (140, 2), "an item under two holds counts once"
    assert sum(row.open_amount for row in found(company, show="disputed")) == 140


def test_held_for_another_cause_is_not_disputed(company, rossi):
    make.item(rossi, 100)
    hold(rossi, "promise")
    assert (credit_view(rossi, make.ON).disputed, found(company, show="disputed").count()) == (0, 0)
    assert found(company, show="held").count() == 1


def test_what_is_owed_late_or_to_be_used_opens_the_items_it_sums(company, rossi):
    make.item(rossi, 100)
    make.item(rossi, 40, due_on=date(2027, 1, 31))
    make.item(rossi, -5)
    make.item(make.customer(company), 7)
    view = credit_view(rossi, make.ON)
    sums = {age: sum(row.open_amount for row in found(company, age=age, q=rossi.code)) for age in AGES}
    assert sums == {"owed": view.owed, "late": view.late, "credits": view.credits}
    assert sums == {"owed": 140, "late": 100, "credits": -5}


def test_only_money_that_came_late_is_a_past_default_and_opens_its_items(company, rossi):
    by = {"actor": make.clerk(company), "now": make.NOW}
    late, in_time, twice = make.item(rossi, 100), make.item(rossi, 30), make.item(rossi, 50)
    make.paid(rossi, 100, Wish({late.pk: None}))
    make.paid(rossi, 30, Wish({in_time.pk: None}), booked_on=make.DUE)
    for amount in (20, 30):
        make.paid(rossi, amount, Wish({twice.pk: None}))
    reverse_item(make.item(rossi, 70), reason="never ordered", **by)
    make.item(rossi, 60)
    use_credit(make.item(rossi, -60), BY_LAW, **by)
    gone = make.item(rossi, 10)
    reverse_payment(make.paid(rossi, 10, Wish({gone.pk: None})), reason="of another", on=make.ON, **by)
    assert credit_view(rossi, make.ON).paid_late == 2, "a credit, a counter-item and money taken back are no default"
    assert list(found(company, show="paid_late")) == [late, twice]


def test_what_a_bank_sent_back_opens_just_that(company, rossi):
    by = {"on": make.ON, "actor": make.clerk(company), "now": make.NOW}
    reverse_payment(make.paid(rossi, 10, None), reason="of another", **by)
    sent = reverse_payment(make.paid(rossi, 20, None), reason="no funds", reason_code="AM04", **by)
    rows = payments(company, PaymentFilters({"show": "returned"}).asked())
    assert (list(rows), credit_view(rossi, make.ON).returned) == ([sent], 1)
    assert payments(company, PaymentFilters({"show": "back"}).asked()).count() == 2


def test_the_customer_s_page_says_the_figures_of_credit_control_to_who_may_read_them(client, company, rossi):
    make.item(rossi, 100)
    terms = {"valid_from": date(2026, 1, 1), "limit": Decimal(60), "insolvency": "Concordato, Forlì", "source": "x"}
    set_credit_terms(rossi, **terms, actor=make.clerk(company))
    pages = []
    for duties in ((READ,), ()):
        user = registry.user(language="en")
        registry.member(company, *duties, who=user)
        client.force_login(user)
        whose = [f"/{company.slug}/customers/{rossi.code}/", f"/{company.slug}/customers/{rossi.code}/credit/"]
        pages.append([client.get(address).content.decode() for address in whose])
    (seen, credit), (unseen, _refused) = pages
    figures = [re.findall(r'class="card kpi.*?</a>', page) for page in (seen, credit)]
    values = [[re.sub(r' href="[^"]*"', "", each) for each in page] for page in figures]
    assert values[0] == values[1]
    assert len(values[0]) == 5
    assert "Concordato, Forlì" in seen
    assert f'href="/{company.slug}/customers/{rossi.code}/credit/#part-age"' in seen
    assert "Concordato" not in unseen
    assert "kpi" not in unseen


def test_what_was_invoiced_and_paid_in_a_month_opens_the_rows_of_that_month(company, rossi):
    for month in (9, 10, 11):
        day = date(2026, month, 2)
        make.item(rossi, 100 * month, issued_on=day, due_on=day)
        make.paid(rossi, 10 * month, booked_on=day)
    make.item(rossi, -7, issued_on=date(2026, 10, 31), due_on=date(2026, 10, 31))
    make.item(rossi, 9, kind="costs", issued_on=date(2026, 10, 31), due_on=date(2026, 10, 31))
    back = make.paid(rossi, 3, booked_on=date(2026, 10, 30))
    reverse_payment(back, reason="x", on=date(2026, 11, 3), actor=make.clerk(company), now=make.NOW)
    for month in trend(company.pk, make.ON):
        booked = f"{month.on:%Y-%m}"
        rows = found(company, show="all", kind="sales", booked=booked)
        assert sum(row.amount for row in rows) == month.invoiced
        came = payments(company, PaymentFilters({"booked": booked}).asked())
        assert sum(row.amount for row in came) == month.paid


@pytest.mark.parametrize("booked", ["2026-13", "x", "0001-01", "2026-1", "2026-11-01"])
def test_a_month_that_is_none_narrows_nothing(company, rossi, booked):
    make.item(rossi, 1)
    assert found(company, booked=booked).count() == OpenItem.objects.of(company).count()


def test_the_figures_on_top_open_what_they_sum(client, company, rossi):
    user = registry.user(language="en")
    registry.member(company, READ, HOLD, who=user)
    client.force_login(user)
    make.item(rossi, 100)
    make.paid(rossi, 30, None)
    for address in (f"/{company.slug}/receivables/", f"/{company.slug}/customers/{rossi.code}/credit/"):
        page = client.get(address).content.decode()
        figures = dict(re.findall(r'class="card kpi[^"]*" href="([^"]*)"><span class="quiet">([^<]*)', page))
        anchors = {href.removeprefix("#") for href in figures if href.startswith("#")}
        assert figures["#part-age"] == "Exposure", "its rows are items and money not allocated"
        assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_an_expired_hold_on_top_of_the_page_does_not_move_what_a_figure_opens(client, company, rossi):
    user = registry.user(language="en")
    registry.member(company, READ, HOLD, who=user)
    client.force_login(user)
    make.item(rossi, Decimal(100))
    hold(rossi, "promise")
    CollectionHold.objects.of(company).update(status=CollectionHold.EXPIRED)
    page = client.get(f"/{company.slug}/receivables/").content.decode()
    months = page[page.index('id="part-months"') :]
    assert months.index("Month by month") < 60
