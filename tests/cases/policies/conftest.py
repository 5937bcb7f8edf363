"""EcoVerde and Dora, who configures it."""

from __future__ import annotations

import pytest

from registry.actors import Actor
from registry.models import Company
from tests.factories import cases as make
from tests.factories import policies


@pytest.fixture
def eco(db: None) -> Company:
    return make.company()


@pytest.fixture
def dora(eco: Company) -> Actor:
    return policies.dora(eco)
