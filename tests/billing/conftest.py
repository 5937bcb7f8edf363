"""A company, a customer who owes it money, and the clerk who keeps its ledger."""

from __future__ import annotations

import pytest

from tests.factories import billing as make
from tests.factories import registry, statements


@pytest.fixture
def eco():
    return registry.company()


@pytest.fixture
def rossi(eco):
    return make.customer(eco)


@pytest.fixture
def by(eco):
    return {"actor": make.clerk(eco), "now": make.NOW}


@pytest.fixture
def reachable(eco):
    """Three customers who owe 100: one with both mails, one with PEC alone, one with a seat alone."""
    made = [
        make.customer(eco, email="amministrazione@rossi.example", pec="rossi@pec.example", **statements.SEAT),
        make.customer(eco, pec="verdi@pec.example", **statements.SEAT),
        make.customer(eco, **statements.SEAT),
    ]
    for each in made:
        make.item(each, 100)
    return made
