"""The statement of account of a customer on the page: the same rows and sums as its letter and its files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from billing.duties import CHARGE, READ, RECORD
from billing.receivables import NewItem, Wish, enter_item
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(client):
    """The page of a customer of a company, in English."""
    company, user = registry.company(), registry.user(language="en")
    registry.member(company, READ, RECORD, CHARGE, who=user)
    client.force_login(user)
    who = make.customer(company)
    return who, lambda address="", kind="/": client.get(
        f"/{company.slug}/customers/{who.code}/statement{kind}{address}"
    )


def cells(page):
    """The text of each row of the last table of a page."""
    table = page[page.rindex("<tbody") :].replace("\xa0", " ")
    return [
        [re.sub(r"<[^>]*>|\s+", " ", cell).split("€")[0].strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]


def test_a_past_day_shows_what_was_open_then_and_sums_to_its_closing_balance(seen):
    who, get = seen
    day = date(2026, 9, 1)
    first = make.item(who, 100, document_number="OLD", issued_on=day, due_on=day)
    make.paid(who, 30, None, booked_on=date(2026, 9, 10))
    make.item(who, 7, document_number="LATER")
    make.paid(who, 100, Wish({first.pk: None}))
    page = get("?from_on=2026-08-01&to_on=2026-09-30").content.decode()
    assert "Open on 30/09/2026" in page
    rows = cells(page)
    assert [row[-1] for row in rows] == ["100.00", "-30.00", "70.00"]
    assert "LATER" not in page
    assert "closing balance on 30/09/2026 70.00" in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("?from_on=2026-09-30&to_on=2026-09-01", "2026-09-01", "2026-09-30"),
        ("?from_on=2026-09-01&to_on=2099-01-01", "2026-09-01", None),
        ("?from_on=2099-01-01&to_on=2099-02-01", None, None),
    ],
)
def test_the_form_says_the_period_that_is_shown_and_the_files_are_of_it(seen, asked, first, last):
    page = seen[1](asked).content.decode()
    today = re.findall(r'name="to_on" value="([0-9-]+)"', page)[0]
    assert f'name="from_on" value="{first or today}"' in page
    assert f'name="to_on" value="{last or today}"' in page
    assert f"from_on={first or today}&amp;to_on={last or today}" in page


def test_the_file_ends_on_the_balance_of_the_page(seen):
    who, get = seen
    make.item(who, 1234)
    make.paid(who, 34, booked_on=date(2026, 10, 5))
    asked = "?from_on=2026-10-01&to_on=2026-10-31"
    text = get(asked, ".csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=","))
    assert rows[-1][-1] == "1200.00"
    assert "1,200.00" in get(asked).content.decode()


def test_interest_and_costs_are_told_from_the_invoice_whose_number_they_bear(seen, client):
    who, _get = seen
    made = make.item(who, 100, document_number="77")
    usual = {"customer": who, "document_number": "77", "issued_on": make.ON, "due_on": make.ON, "about": made}
    enter_item(NewItem(kind="costs", amount=make.D(40), **usual), actor=make.clerk(who.company), now=make.NOW)
    paid = make.paid(who, 60, None)
    address = f"/{who.company.slug}/receivables/payments/{paid.pk}/"
    page = client.get(address).content.decode()
    assert "Invoice 77/1" in page
    assert "Costs 77/1" in page
    client.post(address, {})
    assert len(re.findall(r">\s*Costs\s*<", client.get(address).content.decode())) == 1


def test_a_form_of_the_ledger_says_where_one_is(seen, client):
    page = client.get(f"/{seen[0].company.slug}/receivables/payments/new/").content.decode()
    crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert f'href="/{seen[0].company.slug}/receivables/"' in crumbs
