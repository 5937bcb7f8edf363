"""Amounts of the ledger are typed as everywhere else, and its tables and heads say what they show."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils import translation

from billing.duties import IMPORT, READ
from billing.models import ImportMapping
from desk.forms.billing.handovers import RepairForm
from desk.forms.billing.ledger import CreditForm, PaymentForm
from tests.factories import registry as make


@pytest.mark.django_db
def test_a_payment_of_a_thousand_euro_is_typed_with_a_point_in_italian() -> None:
    with translation.override("it"):
        form = PaymentForm({"amount": "1.234"}, company=make.company())
        form.is_valid()
    assert form.cleaned_data["amount"] == 1234


@pytest.mark.django_db
def test_the_least_payment_is_said_with_a_comma() -> None:
    with translation.override("it"):
        form = PaymentForm({"amount": "0"}, company=make.company())
        assert "0,01" in form.errors["amount"][0]


def test_a_credit_limit_of_nothing_is_a_limit_and_an_empty_one_is_none() -> None:
    given = {"valid_from": "2026-11-01", "source": "Direzione"}
    found = [CreditForm({**given, "limit": typed}) for typed in ("0", "")]
    assert [form.is_valid() and form.cleaned_data["limit"] for form in found] == [Decimal(0), None]


def test_sums_of_a_handover_have_cents_and_no_more() -> None:
    with translation.override("it"):
        assert RepairForm({"fee": "12,345", "reason": "the tariff of 2026"}, names=["fee"]).errors.keys() == {"fee"}
        form = RepairForm({"fee": "12,34", "reason": "the tariff of 2026"}, names=["fee"])
        assert form.is_valid()
        assert form.cleaned_data["fee"] == Decimal("12.34")


def page(client, company, path):
    return client.get(f"/{company.slug}/receivables/{path}").content.decode()


@pytest.fixture
def company(client):
    company, user = make.company(), make.user()
    make.member(company, READ, IMPORT, who=user)
    client.force_login(user)
    return company


@pytest.mark.django_db
def test_every_figure_names_itself_where_a_telephone_has_no_head(client, company) -> None:
    assert re.search(r'<td class="amount" data-label="Tasso annuo">[\d,]+\xa0%</td>', page(client, company, "rates/"))


@pytest.mark.django_db
def test_a_new_mapping_is_one_button_and_then_a_choice(client, company) -> None:
    assert page(client, company, "imports/").count("/mappings/new/") == 1
    asked = page(client, company, "mappings/new/")
    assert all(f"/mappings/new/{content}/" in asked for content, _label in ImportMapping.CONTENTS)
