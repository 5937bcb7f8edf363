"""Which documents a step of a case needs, by the policy in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from cases.queries.policies import decide
from cases.rules.policies.kinds import Kind
from cases.rules.policies.required import Requirement, requirements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.rules.policies.decided import Decided
    from cases.rules.tables.compiled import Inputs

CODE: Final = "required_documents"
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Required:
    """What a case needs, and the policy version and rows that say so, for the journal.

    `documents` is None when the policy in force could not tell; it is empty when none is in force.
    """

    documents: tuple[Requirement, ...] | None
    reference: Mapping[str, object] = field(default_factory=dict)


def required_documents(
    company_id: int, process_code: str, inputs_by_key: Mapping[K, Inputs], on: date
) -> Mapping[K, Required]:
    """What is needed for the step named in each of the inputs, in one statement."""
    decided = decide(company_id, process_code, CODE, inputs_by_key, on, kind=Kind.REQUIREMENT)
    return {key: _required(each) for key, each in decided.items()}


def _required(decided: Decided) -> Required:
    if decided.decision is not None:
        return Required(requirements(decided.decision), decided.reference)
    return Required(None if decided.reference else (), decided.reference)
