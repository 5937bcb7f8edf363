"""Statements compiled once: each asking has its own values, and a company's rows stay its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseEvent, WorkItem, kept
from cases.models.writing import add
from registry.scoping import CompanyScopeMissing, MixedCompanies
from tests.factories import cases as make

pytestmark = pytest.mark.django_db


def of_number():
    return Case.objects.of(kept.COMPANY).filter(number=kept.Given("number")).select_related("company", "customer")


def without_company():
    return Case.objects.filter(number=kept.Given("number"))


def update_without_company():
    return without_company(), {"subject": kept.Given("subject")}


@pytest.fixture
def case():
    eco = make.company()
    return make.opened(eco, make.actor(eco, "ada@example.org", *make.ENTER))


def test_a_kept_statement_finds_what_the_queryset_would_with_relatives_and_types(case):
    (found,) = kept.rows(of_number, company=case.company_id, number=case.number)
    plain = Case.objects.of(case.company_id).select_related("company", "customer").get(number=case.number)
    columns = [field.attname for field in Case._meta.concrete_fields]
    assert [getattr(found, name) for name in columns] == [getattr(plain, name) for name in columns]
    with CaptureQueriesContext(connection) as captured:
        assert found.company == plain.company
        assert found.customer == plain.customer
    assert not captured.captured_queries


def test_a_kept_statement_asked_for_another_company_finds_none_of_the_first(case):
    assert len(kept.rows(of_number, company=case.company_id, number=case.number)) == 1
    assert kept.rows(of_number, company=case.company_id + 1, number=case.number) == []


def test_a_statement_that_names_no_company_is_not_kept():
    with pytest.raises(CompanyScopeMissing):
        kept.rows(without_company, company=1, number="x")
    with pytest.raises(CompanyScopeMissing):
        kept.update(update_without_company, company=1, number="x", subject="y")


def test_a_row_without_company_or_beside_another_company_s_is_not_added(case):
    item = WorkItem(case=case, process_code=case.process_code, state="s", duty="d", opened_at=make.NOW)
    with pytest.raises(CompanyScopeMissing):
        add([item])
    item.company_id = case.company_id + 1
    with pytest.raises(MixedCompanies):
        add([item])


def test_rows_added_together_carry_the_ids_the_database_gave_them(case):
    event = CaseEvent.objects.of(case.company_id).get(case=case)
    items = [
        WorkItem(company_id=case.company_id, case=case, state=state, duty="d", opened_at=event.recorded_at)
        for state in ("one", "two", "three")
    ]
    add(items)
    found = WorkItem.objects.of(case.company_id).in_bulk([item.pk for item in items])
    assert [found[item.pk].state for item in items] == ["one", "two", "three"]
