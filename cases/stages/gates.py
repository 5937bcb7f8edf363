"""Nodes without people: beginning, end, parallel branches, choices on the facts of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from viewflow.this_object import this
from viewflow.workflow import nodes
from viewflow.workflow.nodes.join import JoinActivation

if TYPE_CHECKING:
    from collections.abc import Callable

    Condition = Callable[[Any], bool]

__all__ = ["Begin", "End", "If", "Join", "Split", "this"]


class Begin(nodes.StartHandle):
    """Where a stage begins; every flow calls it `start`."""


class End(nodes.End):
    """Where a branch ends; when no other is under way, the stage has ended."""


class Split(nodes.Split):
    """Parallel branches: `.Always(node)`, or `.Next(node, case=condition)` where the facts say so."""

    def Next(self, node: Any, case: Condition | None = None) -> Self:  # noqa: N802  # viewflow's spelling
        """Add a branch, asked for only where `case(facts)` holds."""
        super().Next(node, case=_on_facts(case) if case else None)
        return self


class If(nodes.If):
    """A choice on the facts: `If(lambda facts: facts.amount > facts.band).Then(node).Else(node)`."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(_on_facts(condition))


def _on_facts(condition: Condition) -> Callable[[Any], bool]:
    def asked(activation: Any) -> bool:
        return condition(activation.process.scene.facts)

    return asked


class _Joining(JoinActivation):
    """A join found again in the database, which goes on with the run under way and the scene it carries."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: object = None, seed: object = None
    ) -> _Joining:
        """Join the branch that arrives."""
        activation: _Joining = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        activation.task.process = activation.process = prev_activation.process
        return activation


class Join(nodes.Join):
    """Waits for every branch of its split."""

    activation_class = _Joining
