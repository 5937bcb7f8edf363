"""A company, a customer who owes it money, and the clerk who keeps its ledger."""

from __future__ import annotations

import pytest

from tests.factories import billing as make
from tests.factories import registry


@pytest.fixture
def eco():
    return registry.company()


@pytest.fixture
def rossi(eco):
    return make.customer(eco)


@pytest.fixture
def by(eco):
    return {"actor": make.clerk(eco), "now": make.NOW}
