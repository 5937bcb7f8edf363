"""`make battery-ledger`: 5,000 random lives of a ledger against the reference."""

from __future__ import annotations

import pytest

from billing.queries.balances import drift
from tests.billing.test_ledger_model import differences
from tests.factories import registry

LIVES = 5_000


@pytest.mark.battery
@pytest.mark.django_db
def test_five_thousand_random_ledgers_end_as_the_reference_says():
    found, companies = [], [registry.company() for _ in range(10)]
    for seed in range(LIVES):
        found += differences(companies[seed % 10], seed)
    assert found == []
    assert [each for company in companies for each in drift(company.pk)] == []
