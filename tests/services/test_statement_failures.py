"""The database fails at the n-th statement of every transition, n = 1, 2, 3 until it succeeds: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction

from cases.definition import Process, Transition, catalogue
from cases.models import Case
from cases.services import transitions
from cases.services.intake import open_case
from cases.services.transitions import Performed, perform
from registry.models import Company
from tests.conformance import life
from tests.factories import routes
from tests.factories.rows import changed, rows
from tests.paper import request
from tests.paper.process import process as derogation

ON_PAPER = [derogation, request.process]
LIVING = catalogue.processes()
MOST = 400
"""More statements than any transition may need: the loop must end by succeeding."""


@dataclass
class Fault:
    """Fails one statement."""

    at: int
    seen: int = 0
    said: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            self.said.append(sql)
            raise OperationalError("the server closed the connection unexpectedly")
        return execute(sql, *rest)


@contextmanager
def known(process: Process) -> Iterator[None]:
    """The process in the catalogue; one on paper leaves it again."""
    catalogue.register(process)
    try:
        yield
    finally:
        if process not in LIVING:
            catalogue.unregister(process.code)


def moves(processes: list[Process]) -> list[Any]:
    """Every transition of every process, the openings first; what is not on paper runs on PostgreSQL only."""
    return [
        pytest.param(
            process,
            transition,
            id=f"{process.code}.{transition.code}",
            marks=() if process in ON_PAPER else pytest.mark.services,
        )
        for process in processes
        for transition in (process.opening, *process.transitions)
    ]


def pressed(process: Process, transition: Transition, company: Company) -> Callable[[], Performed]:
    """One command for the transition, ready to be sent again and again, its case waiting where it starts."""
    by = life.taker(process, transition, company)
    if transition is process.opening:
        typed = routes.typed(process, transition, company, None)
        whom, command = life.customer(company), life.command(by, inputs=typed)
        return lambda: open_case(process.code, company, whom, command)
    case = routes.standing_before(process, transition, company)
    typed = routes.typed(process, transition, company, case)
    command = life.command(by, inputs=typed, version=case.version)
    return lambda: perform(case, transition.code, command)


def fail_at_each(press: Callable[[], Any], folder: Any) -> tuple[int, Any]:
    """Press with a fault at the n-th statement until none is left to fail; how many failed, and what came at last."""
    before, files = rows(), sorted(folder.rglob("*"))
    for n in range(1, MOST):
        fault = Fault(n)
        with connection.execute_wrapper(fault):
            try:
                return n - 1, press()
            except OperationalError:
                connection.needs_rollback = False  # the test's own transaction goes on; the fault never left here
        assert changed(before, rows()) == [], f"left behind by statement {n}: {fault.said}"
        assert sorted(folder.rglob("*")) == files, f"a file left behind by statement {n}: {fault.said}"
        assert mail.outbox == []
    raise AssertionError(f"still failing after {MOST} statements")


@pytest.mark.django_db
@pytest.mark.parametrize(("process", "transition"), moves([*ON_PAPER, *LIVING]))
def test_a_transition_whose_nth_statement_fails_changes_nothing_and_then_succeeds(
    process, transition, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    company = Company.objects.create(slug="ecoverde", name="Ecoverde")
    with known(process):
        press = pressed(process, transition, company)
        failed, done = fail_at_each(press, tmp_path)
        again = press()
    assert failed > 5, "too few statements failed for this to mean anything"
    assert not done.repeated
    assert (again.repeated, again.event.pk) == (True, done.event.pk)
    fresh = Case.objects.of(company).get(pk=done.case.pk)
    assert (fresh.state, fresh.seq, fresh.head_hash) == (transition.target, done.event.seq, done.event.hash)
    assert fresh.events.count() == fresh.seq


@pytest.mark.django_db
def test_without_its_transaction_a_failing_statement_would_be_seen(monkeypatch, tmp_path):
    """The control: were `perform` not one transaction, the same loop would find half a transition."""

    @contextmanager
    def no_transaction() -> Iterator[None]:
        yield

    company = Company.objects.create(slug="ecoverde", name="Ecoverde")
    with known(request.process):
        press = pressed(request.process, request.process.transition("submit"), company)
        loose = SimpleNamespace(atomic=no_transaction, on_commit=transaction.on_commit)
        monkeypatch.setattr(transitions, "transaction", loose)
        with pytest.raises(AssertionError, match="left behind by statement"):
            fail_at_each(press, tmp_path)
