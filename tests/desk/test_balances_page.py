"""What customers owed on a past day, and how much of it belongs to which contract and supply point."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from billing.duties import READ
from billing.models import OpenItem
from billing.queries.trends import trend
from billing.receivables import Wish, balance_at, balance_of_contract, use_credit
from cases.rules.days import day_of
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db
NAMES = ("contract_ref", "supply_point")
JULY, AUGUST, SEPTEMBER = date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)


@pytest.fixture
def company():
    return registry.company()


@pytest.fixture
def get(client, company):
    user = registry.user(language="en")
    registry.member(company, READ, who=user)
    client.force_login(user)
    return lambda address: client.get(f"/{company.slug}/{address}")


@pytest.fixture
def busy(company):
    """Two customers; the first has two contracts, one of two supply points, and what names neither."""
    rossi, verdi = make.customer(company), make.customer(company)
    where = [("CT-1", "POD-A"), ("CT-1", "POD-B"), ("CT-2", "POD-A"), ("", "")]
    rows = [
        make.item(rossi, 100 + n, issued_on=JULY, due_on=AUGUST, contract_ref=ref, supply_point=point)
        for n, (ref, point) in enumerate(where)
    ]
    make.paid(rossi, 40, Wish({rows[0].pk: None}), booked_on=date(2026, 9, 5))
    make.paid(rossi, 102, Wish({rows[2].pk: None}))
    make.paid(rossi, 9, None, booked_on=date(2026, 9, 6))
    use_credit(
        make.item(rossi, -5, issued_on=date(2026, 9, 7), contract_ref="CT-2"), Wish({rows[1].pk: None}), **by(company)
    )
    make.item(verdi, 500, issued_on=date(2026, 9, 1))
    gone = make.item(make.customer(company), 30, issued_on=JULY)
    make.paid(gone.customer, 30, booked_on=AUGUST)
    return rossi, verdi


def by(company):
    return {"actor": make.clerk(company), "now": make.NOW}


def rows_of(page, title):
    """The rows of the table with a title, as text: cells by cell, without the sign of the euro."""
    table = re.search(rf"<caption[^>]*>{re.escape(title)}</caption>.*?</table>", page, re.DOTALL)
    assert table, title
    rows = re.findall(r"<tr.*?</tr>", table[0].replace("\xa0", " "), re.DOTALL)[1:]
    cells = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]*>|\s+|€", " ", cell).split() for cell in row] for row in cells]


def test_the_balances_of_a_past_day_sum_to_the_exposure_that_opens_them(get, company, busy):
    rossi, verdi = busy
    months = get("receivables/").content.decode()
    for month in trend(company.pk, day_of(timezone.now())):
        address = f"receivables/balances/?on={month.on.isoformat()}"
        assert f"/{company.slug}/{address}" in months
        page = get(address).content.decode()
        shown = {row[0][-1]: row[1][0] for row in rows_of(page, "Balances by customer")} if month.exposure else {}
        wanted = {each.code: balance_at(each, month.on) for each in (rossi, verdi)}
        gone = {} if month.on > JULY else {"C000003": 30}
        assert shown == {code: f"{amount:.2f}" for code, amount in (wanted | gone).items() if amount}
        assert sum(map(make.D, shown.values())) == month.exposure
        assert f"{month.exposure:.2f}" in page


def test_a_balance_opens_the_statement_that_closes_with_it(get, busy):
    rossi, _verdi = busy
    page = get(f"receivables/balances/?on={SEPTEMBER.isoformat()}").content.decode()
    (href,) = {each for each in re.findall(r'href="/[^/]+/([^"]*)"', page) if f"{rossi.code}/statement/" in each}
    closing = get(href.replace("&amp;", "&")).content.decode().replace("\xa0", " ")
    assert f"closing balance on 30/09/2026 {balance_at(rossi, SEPTEMBER):.2f}" in closing


@pytest.mark.parametrize("asked", ["", "?on=x", "?on=2099-01-01", "?on=0000-00-00"])
def test_a_day_that_has_not_come_or_is_none_is_today(get, busy, asked):
    assert f'value="{day_of(timezone.now()).isoformat()}"' in get(f"receivables/balances/{asked}").content.decode()


def test_the_file_has_the_same_sums(get, busy):
    rossi, verdi = busy
    answer = get(f"receivables/balances/file.csv?on={SEPTEMBER.isoformat()}")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [(row[0], make.D(row[-1])) for row in rows] == [
        (each.code, balance_at(each, SEPTEMBER)) for each in (verdi, rossi)
    ]
    assert get("receivables/balances/file.pdf").status_code == 404


@pytest.mark.parametrize("what", NAMES)
@pytest.mark.parametrize("on", [AUGUST, SEPTEMBER, make.ON])
def test_an_account_is_told_apart_by_contract_and_supply_point_on_any_day(get, company, busy, what, on):
    rossi, _verdi = busy
    whole = f"customers/{rossi.code}/statement/?from_on=2026-06-01&to_on={on.isoformat()}"
    title = {"contract_ref": "Balance by contract", "supply_point": "Balance by supply point"}[what]
    *parts, total = rows_of(get(whole).content.decode(), title)
    sums = {" ".join(row[0]): make.D(row[1][0]) for row in parts}
    names = set(OpenItem.objects.of(company).filter(customer=rossi).values_list(what, flat=True)) - {""}
    wanted = {name: balance_of_contract(rossi, on, **{what: name}) for name in names}
    assert {name: sums.get(name, 0) for name in names} == wanted
    assert sum(sums.values()) == make.D(total[1][0]) == balance_at(rossi, on)
    for name, amount in sums.items():
        if name in names:
            page = get(f"{whole}&{what}={name}").content.decode()
            *items, last = rows_of(page, f"Open on {on:%d/%m/%Y}: {name}")
            assert sum(make.D(row[-1][0]) for row in items) == make.D(last[-1][0]) == amount


def test_an_account_whose_items_name_no_contract_is_not_told_apart(get, company):
    plain = make.customer(company)
    make.item(plain, 10)
    page = get(f"customers/{plain.code}/statement/?to_on={(make.ON - timedelta(days=1)).isoformat()}").content.decode()
    assert "Balance by" not in page
