"""The base of every flow of a process."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.transaction import TransactionManagementError
from viewflow.workflow.base import Flow as ViewflowFlow

from cases.models import StageRun, StageTask
from cases.stages.steps import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.utils.functional import _StrPromise


class CaseIsLocked:
    """The engine's lock: none of its own, because every caller holds the lock of the case's row already."""

    @contextmanager
    def __call__(self, flow_class: type[Any], run_id: int) -> Iterator[None]:
        """Let the engine work. Raises TransactionManagementError outside a transaction, where no lock is held."""
        if not connection.in_atomic_block:
            raise TransactionManagementError(f"{flow_class.__name__} run {run_id} needs the lock of its case.")
        yield


class Flow(ViewflowFlow):
    """The work of several people inside one state, as a graph of checks.

    The start node is called `start`. Nodes never change the case: they open work and wait for its outcome.
    Class and node names are stored as dotted strings: renaming one is a data migration.
    """

    process_class = StageRun
    task_class = StageTask
    lock_impl = CaseIsLocked()

    @classmethod
    def checks(cls) -> Mapping[str, Check]:
        """Its checks by the name of their step."""
        return {node.name: node for node in cls.instance.nodes() if isinstance(node, Check)}

    @classmethod
    def step_labels(cls) -> Mapping[str, str | _StrPromise]:
        """What there is to do in each step."""
        return {name: check.label for name, check in cls.checks().items()}

    @classmethod
    def duties(cls) -> set[str]:
        """The duties its steps ask for."""
        return {check.duty for check in cls.checks().values()}
