"""Which version applies, and what it says of cases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.queries import policies
from cases.queries.policies import decide, in_force, winners
from cases.rules.facts import ABSENT
from tests.factories import cases as make
from tests.factories import policies as make_policy
from tests.factories.policies import PROCESS, TODAY, drafted, factory, fees, key, published, with_row

pytestmark = pytest.mark.django_db
INPUTS = {"amount": Decimal(500), "urgent": False}


def fee(eco, on=TODAY, **inputs):
    return decide(eco.pk, PROCESS, "fees", {1: INPUTS | inputs}, on)[1].value("fee")


def test_the_factory_s_table_applies_where_a_company_has_none(eco):
    factory()
    assert fee(eco) == Decimal(10)


def test_a_company_s_table_goes_before_the_factory_s_from_its_day_on(eco, dora):
    factory()
    published(key(eco), dora, with_row("small", then={"fee": "12"}), since=TODAY + timedelta(days=2))
    assert fee(eco, TODAY + timedelta(days=1)) == Decimal(10)
    assert fee(eco, TODAY + timedelta(days=2)) == Decimal(12)
    factory(with_row("small", then={"fee": "99"}), since=TODAY + timedelta(days=3), version=2)
    assert fee(eco, TODAY + timedelta(days=5)) == Decimal(12)


def test_another_company_s_table_never_applies(eco):
    other = make.company("lumen")
    published(key(other), make_policy.dora(other), fees())
    assert in_force(eco.pk, PROCESS, "table", "fees", TODAY) is None


def test_of_two_versions_of_one_day_the_later_applies(eco, dora):
    published(key(eco), dora, fees())
    published(key(eco), dora, with_row("small", then={"fee": "13"}))
    assert fee(eco) == Decimal(13)


def test_a_draft_applies_to_nothing(eco, dora):
    drafted(key(eco), dora, fees())
    assert fee(eco) is ABSENT


def test_the_reference_names_version_rows_and_inputs(eco, dora):
    version = published(key(eco), dora, fees())
    decided = decide(eco.pk, PROCESS, "fees", {7: {"amount": Decimal(2000), "urgent": True}}, TODAY)[7]
    assert decided.reference == {
        "policy": "waste_approval/table/fees",
        "version": 1,
        "version_id": version.pk,
        "of": "company",
        "inputs": {"amount": "2000", "urgent": True},
        "rows": ["large_urgent"],
        "answers": [{"fee": "40"}],
        "by_default": False,
    }


def test_an_input_that_is_refused_decides_nothing_and_says_why(eco):
    factory()
    decided = decide(eco.pk, PROCESS, "fees", {1: {"amount": Decimal(5), "urgent": None}}, TODAY)[1]
    assert decided.value("fee") is ABSENT
    assert (decided.reference["error"], decided.reference["column"]) == ("value.not_yes_no", "urgent")


def test_many_policies_and_cases_cost_one_statement(eco, dora, django_assert_num_queries):
    factory()
    factory({"amount": 4, "unit": "months"}, kind="clock", code="decide")
    published(key(eco), dora, fees())
    decide(eco.pk, PROCESS, "fees", {1: INPUTS}, TODAY)
    with django_assert_num_queries(1):
        found = winners(policies.published(eco.pk, PROCESS, TODAY, ("table", "clock")))
    assert set(found) == {("table", "fees"), ("clock", "decide")}
    with django_assert_num_queries(1):
        decide(eco.pk, PROCESS, "fees", dict.fromkeys(range(100), INPUTS), TODAY)


def test_equal_contents_are_read_once_and_different_ones_never_mixed(eco, dora):
    factory()
    assert fee(eco) == Decimal(10)
    published(key(eco), dora, with_row("small", then={"fee": "14"}))
    assert fee(eco) == Decimal(14)


def test_the_memory_of_compiled_tables_is_bounded(eco, monkeypatch):
    monkeypatch.setattr(policies, "KEPT", 3)
    factory()
    for days in range(10):
        fee(eco, TODAY + timedelta(days=days))
    assert len(policies._compiled) <= 3


def test_rows_count_on_their_days_only(eco):
    factory(with_row("small", valid_to="2026-12-31") | {"default": {"fee": "0"}})
    assert fee(eco, date(2026, 12, 31)) == Decimal(10)
    assert fee(eco, date(2027, 1, 1)) == Decimal(0)
