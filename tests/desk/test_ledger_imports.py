"""The pages of imported files and of bank statements: what they offer, and how they say what is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from billing.duties import IMPORT, READ, RECORD
from billing.imports.running import apply_run, try_file
from billing.models import ImportMapping
from billing.services.bank import take_statement
from desk.presenting.billing.bank import likelihood
from registry.models import Company
from registry.services.access import actor_for
from tests.billing.statements import camt, entry
from tests.factories import registry as make
from tests.factories.billing import customer, item, paid
from tests.factories.cases import NOW

pytestmark = pytest.mark.django_db
HEAD = "Cliente;Numero;Data;Scadenza;Importo;Pagata\n"


class Desk:
    """A clerk who may import, and a mapping with decimal commas."""

    def __init__(self, client: Client, language: str = "en") -> None:
        self.company: Company = make.company()
        user = make.user(language=language)
        make.member(self.company, READ, IMPORT, RECORD, who=user)
        client.force_login(user)
        self.client = client
        self.by: dict[str, Any] = {"actor": actor_for(user, self.company, on=NOW.date()), "now": NOW}
        self.base = f"/{self.company.slug}/receivables"
        names = ("customer", "document_number", "issued_on", "due_on", "amount", "paid_on")
        columns = dict(zip(names, HEAD.strip().split(";"), strict=True))
        how = {"source": "g", "name": "Gestionale", "content": "items", "date_format": "dmy"}
        self.mapping = ImportMapping.objects.create(company=self.company, columns=columns, **how)

    def tried(self, *lines: str) -> str:
        run = try_file(self.mapping, "p.csv", (HEAD + "\n".join(lines)).encode(), **self.by)
        return self.page(f"imports/{run.pk}/")

    def page(self, address: str) -> str:
        return self.client.get(f"{self.base}/{address}").content.decode()


def test_bringing_in_is_offered_only_where_something_would_come_in(client):
    desk = Desk(client)
    code = customer(desk.company).code
    good = f"{code};1;01/10/2026;31/10/2026;10,00;"
    assert 'value="apply"' in desk.tried(good, "C9;1;x;y;z;")
    nothing = desk.tried("C9;1;x;y;z;")
    assert 'value="apply"' not in nothing
    assert "nothing in it can be brought in" in nothing
    apply_run(try_file(desk.mapping, "p.csv", (HEAD + good).encode(), **desk.by), **desk.by)
    assert 'value="apply"' not in desk.tried(good)


def test_reasons_say_days_and_amounts_as_the_reader_writes_them_in_the_order_of_the_lines(client):
    desk = Desk(client, "it")
    code = customer(desk.company).code
    page = desk.tried(
        f"{code};1;01/10/2026;31/08/2026;-1234,50;",
        f"{code};2;01/10/2026;31/10/2026;1234,50;30/09/2026",
    )
    assert all(day in page for day in ("31/08/2026", "01/10/2026", "30/09/2026"))
    assert "2026-" not in page.partition("<main")[2]


def test_a_report_kept_before_a_reason_was_worded_anew_can_still_be_read(client):
    desk = Desk(client)
    run = try_file(desk.mapping, "p.csv", f"{HEAD}C9;1;01/10/2026;31/10/2026;1.234;".encode(), **desk.by)
    del run.report["lines"][0]["reasons"][0]["params"]["whole"]
    run.save()
    assert "Write … if it is whole" in desk.page(f"imports/{run.pk}/")


def test_a_long_list_of_wrong_lines_says_that_it_is_cut(client):
    desk = Desk(client)
    page = desk.tried(*("C9;1;x;y;z;" for _ in range(501)))
    assert "The first 500 of 501 lines" in page
    assert f"{desk.base}/mappings/{desk.mapping.pk}/" in page


def test_a_table_without_a_mapping_is_told_to_want_one(client):
    desk = Desk(client)
    file = SimpleUploadedFile("b.csv", b"Data;Importo\n03/11/2026;1,00\n")
    answer = desk.client.post(f"{desk.base}/bank/new/", {"file": file, "mapping": ""})
    assert answer.status_code == 422
    assert "choose the mapping" in answer.content.decode()


def test_sums_that_do_not_agree_are_told_as_amounts_are_read(client):
    desk = Desk(client, "it")
    file = SimpleUploadedFile("b.xml", camt(entry("1078.00"), opening="0.00", closing="2.50"))
    page = desk.client.post(f"{desk.base}/bank/new/", {"file": file, "mapping": ""}).content.decode()
    assert "1.078,00" in page
    assert "2,50" in page


def test_a_statement_without_balances_says_that_it_was_not_checked(client):
    desk = Desk(client)
    bare = take_statement(camt(entry("1.00")), "a.xml", None, **desk.by)[0]
    whole = take_statement(camt(entry("2.00"), opening="1.00", closing="3.00"), "b.xml", None, **desk.by)[0]
    assert "does not state both balances" in desk.page(f"bank/{bare.pk}/")
    page = desk.page(f"bank/{whole.pk}/")
    assert "does not state" not in page
    assert all(said in page for said in ("Opening balance 1.00", "Closing balance 3.00"))


def test_how_likely_a_proposal_is_stands_in_words(client):
    desk = Desk(client)
    customer(desk.company, name="Reno Srl")
    statement = take_statement(camt(entry("1.00", party="Reno Srl")), "a.xml", None, **desk.by)[0]
    assert "possible: The payer" in desk.page(f"bank/{statement.pk}/")
    page = desk.page(f"bank/lines/{statement.lines.get().pk}/")
    assert "15 points of 100" in page
    with translation.override("en"):
        words = [likelihood(score) for score in (80, 79, 45, 44)]
    assert words == ["very likely", "likely", "likely", "possible"]


def test_undoing_an_allocation_names_the_item_and_the_amount(client):
    desk = Desk(client, "it")
    who = customer(desk.company)
    made = item(who, 1234)
    page = desk.page(f"payments/{paid(who, 1234).pk}/")
    assert f"1.234,00 €, Fattura {made}" in page.replace("\xa0", " ")


def test_no_column_of_the_lines_or_of_the_rates_is_without_a_heading(client):
    desk = Desk(client)
    for page in (desk.tried("C9;1;x;y;z;"), desk.page("rates/")):
        heads = re.findall(r"<th[^>]*>(.*?)</th>", page, re.DOTALL)
        assert heads
        assert all(head.strip() for head in heads)
