"""Long walks: other walks every time, printed with their seed when a law breaks."""

from __future__ import annotations

import sys

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conformance.subjects import LIVING
from tests.paper.fixtures import paper_processes
from tests.walk.matters import matter_of
from tests.walk.test_walk import DEEP, QUIET, factory, is_found, walking

__all__ = ["factory", "paper_processes"]
LONG = settings(max_examples=200, stateful_step_count=60, deadline=None, print_blob=True, suppress_health_check=QUIET)
pytestmark = [pytest.mark.battery, pytest.mark.services("postgresql"), pytest.mark.django_db]


@pytest.mark.parametrize("process", LIVING, ids=lambda process: process.code)
def test_walk(process):
    """Two hundred walks of sixty steps."""
    machine = walking(matter_of(process))
    run_state_machine_as_test(machine, settings=LONG)
    sys.stdout.write(f"{process.code}: {machine.moved} steps were taken\n")


@pytest.mark.parametrize("fault", DEEP)
def test_walk_finds_a_fault_far_down_the_path(monkeypatch, fault):
    is_found(monkeypatch, *DEEP[fault], examples=20, steps=40)
