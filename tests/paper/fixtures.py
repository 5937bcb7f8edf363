"""Fixtures of the process on paper."""

from __future__ import annotations

import pytest

from cases.definition import catalogue
from cases.outbox import consumers
from tests.paper import below, cast, request
from tests.paper.dunning import reactions as dunning_reactions
from tests.paper.dunning.process import process as dunning
from tests.paper.offer import reactions as offer_reactions
from tests.paper.offer.process import process as offer
from tests.paper.process import process


@pytest.fixture
def paper():
    """The derogation in the catalogue, and a company whose people work on it."""
    catalogue.register(process)
    yield process
    catalogue.unregister(process.code)


@pytest.fixture
def paper_processes():
    """The offer and the dunning in the catalogue, with their reactions and the packages below them."""
    heard = (*below.consumers, *offer_reactions.consumers, *dunning_reactions.consumers)
    for each in (offer, dunning):
        catalogue.register(each)
    consumers.subscribe(*heard)
    yield
    for consumer in heard:
        consumers.unsubscribe(consumer.name)
    for each in (offer, dunning):
        catalogue.unregister(each.code)


@pytest.fixture
def requests():
    """The request in the catalogue."""
    catalogue.register(request.process)
    yield request.process
    catalogue.unregister(request.process.code)


@pytest.fixture
def eco(paper, db):
    return cast.company()
