"""`manage.py may_deliver`: exit 0, 1 or 2, and one JSON object."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    cases.waste_code("170504")
    eco = registry.company("ecoverde")
    customer = registry.customer(eco)
    return make.approval(
        eco, customer=customer, site=registry.site(customer), plant=make.authorised_plant(eco, code="RA2")
    )


def ask(**options):
    out = StringIO()
    usual = {"company": "ecoverde", "customer": "C000001", "site": "01", "code": "170504", "plant": "RA2"}
    asked = {**usual, "quantity": "12", "on": "2026-11-23", **options}
    try:
        call_command("may_deliver", *(f"--{name}={value}" for name, value in asked.items()), "--json", stdout=out)
        code = 0
    except SystemExit as left:
        code = left.code
    except CommandError as error:
        code = error.returncode
    return code, json.loads(out.getvalue())


def test_a_yes_leaves_with_zero(row):
    code, answer = ask()
    assert (code, answer["answer"], answer["remaining_t"], answer["approval"]) == (0, "yes", "100.000", row.number)


def test_a_no_leaves_with_one_and_every_reason(row):
    code, answer = ask(quantity="120", on="2027-03-01")
    assert (code, answer["answer"]) == (1, "no")
    assert [reason["code"] for reason in answer["reasons"]] == ["approval_expired", "quantity_exhausted"]
    assert all(reason["message"] and reason["hint"] for reason in answer["reasons"])


def test_a_question_that_cannot_be_asked_leaves_with_two_and_says_all_of_it(row):
    code, answer = ask(customer="C999999", plant="XX", quantity="much", on="soon", code="17")
    assert (code, answer["answer"]) == (2, "bad_question")
    assert len(answer["problems"]) == 5


def test_an_unknown_company_is_a_bad_question(row):
    assert ask(company="nobody")[0] == 2


def test_words_for_a_person(row):
    out = StringIO()
    arguments = ["--company=ecoverde", "--customer=C000001", "--code=17 05 04", "--plant=RA2", "--quantity=1,5"]
    call_command("may_deliver", *arguments, "--on=2026-11-23", stdout=out)
    assert out.getvalue().startswith(f"yes: {row.number} v1, remaining 100 t")
