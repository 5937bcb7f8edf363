"""Short walks; `make battery-walk` takes long ones. A planted fault must be found, or they prove nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cases.definition import Outcome, catalogue
from cases.outbox import consumers
from cases.services import clocks
from cases.services.policies.factory import load_factory
from tests.conformance import life
from tests.conformance.subjects import LIVING
from tests.paper.dunning import effects
from tests.paper.dunning.process import process as dunning
from tests.paper.fixtures import paper_processes
from tests.paper.offer.process import process as offer
from tests.walk.laws import Broken
from tests.walk.machine import Walk
from tests.walk.matters import Matter, matter_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper_processes")]
__all__ = ["paper_processes"]
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def profile(examples: int, steps: int) -> settings:
    """Always the same walks: a flaky test is a fault of its own."""
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, print_blob=False,
        derandomize=True, phases=(Phase.generate,), suppress_health_check=QUIET,
    )  # fmt: skip


def walking(matter: Matter) -> type[Walk]:
    """The machine for one process."""
    return type(f"Walk_{matter.process.code}", (Walk,), {"matter": matter})


def walk(matter: Matter, examples: int, steps: int) -> type[Walk]:
    machine = walking(matter)
    run_state_machine_as_test(machine, settings=profile(examples, steps))
    return machine


@pytest.fixture(autouse=True)
def factory(paper_processes, settings, tmp_path):
    """The factory's tables; no letters, which wait for the templates that a company publishes."""
    settings.DATA_DIR = tmp_path
    load_factory(LIVING, now=life.NOW)
    letters = [consumers.named(name) for name in consumers.names() if name.startswith("letters.")]
    for consumer in letters:
        consumers.unsubscribe(consumer.name)
    yield
    consumers.subscribe(*letters)


@pytest.mark.parametrize("process", LIVING, ids=lambda process: process.code)
def test_whatever_happens_to_the_cases_of_a_process_the_laws_hold_after_every_step(process):
    assert walk(matter_of(process), examples=2, steps=18).moved > 2


def blind(facts):
    """Whatever holds."""
    del facts


def doubled(move):
    effects.write(move)
    return effects.write(move)


def forgetful(move):
    """The letter is written, and the dossier that counts it is not saved."""
    effects.write(move)
    return Outcome()


def with_transition(process, code, **changes):
    moves = [replace(move, **changes) if move.code == code else move for move in process.transitions]
    return replace(process, transitions=tuple(moves))


FAULTS = {
    "an effect that forgets to save": (with_transition(dunning, "remind", effect=forgetful), ()),
    "clocks that are never stopped": (dunning, (clocks, "stop", lambda *_: None)),
}  # fmt: skip


DEEP: dict = {
    "an effect that leaves nothing below": (with_transition(offer, "accept", effect=lambda move: Outcome()), ()),
    "a guard that lets everything through": (with_transition(offer, "approve", guards=(blind,)), ()),
}
"""Faults so far down the path that only a long walk meets them: `make battery-walk` looks for these."""


def is_found(monkeypatch, process, patch, examples, steps):
    monkeypatch.setitem(catalogue._processes, process.code, process)
    if patch:
        monkeypatch.setattr(*patch)
    with pytest.raises((Broken, AssertionError)):
        walk(replace(matter_of(process), process=process), examples, steps)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(monkeypatch, fault):
    is_found(monkeypatch, *FAULTS[fault], examples=6, steps=40)
