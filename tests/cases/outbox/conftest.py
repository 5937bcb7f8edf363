"""A company, and a consumer that records what it hears."""

from __future__ import annotations

import pytest

from cases.outbox import consumers
from tests.factories import cases as make
from tests.factories.outbox import Recorder, subscribed


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    """The product's own consumers are not under test here."""
    monkeypatch.setattr(consumers, "_consumers", {})


@pytest.fixture
def eco():
    return make.company()


@pytest.fixture
def recorder():
    recorder = Recorder()
    with subscribed(recorder.consumer):
        yield recorder
