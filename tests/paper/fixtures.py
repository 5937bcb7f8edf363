"""Fixtures of the process on paper."""

from __future__ import annotations

import pytest

from cases.definition import catalogue
from tests.paper import cast, request
from tests.paper.process import process


@pytest.fixture
def paper():
    """The derogation in the catalogue, and a company whose people work on it."""
    catalogue.register(process)
    yield process
    catalogue.unregister(process.code)


@pytest.fixture
def requests():
    """The request in the catalogue."""
    catalogue.register(request.process)
    yield request.process
    catalogue.unregister(request.process.code)


@pytest.fixture
def eco(paper, db):
    return cast.company()
