"""Which documents a step of a case needs, by the policy in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cases.queries.policies import decide
from cases.rules.policies.kinds import Kind
from cases.rules.policies.required import Requirement, requirements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.rules.tables.compiled import Inputs

CODE: Final = "required_documents"


@dataclass(frozen=True, slots=True)
class Required:
    """What one case needs, and the policy version and rows that say so, for the journal. Nothing decided: None."""

    documents: tuple[Requirement, ...] | None
    reference: Mapping[str, object] = field(default_factory=dict)


def required_documents(
    company_id: int, process_code: str, inputs_by_case: Mapping[int, Inputs], on: date
) -> Mapping[int, Required]:
    """What every case needs for the step named in its inputs, in one statement."""
    decided = decide(company_id, process_code, CODE, inputs_by_case, on, kind=Kind.REQUIREMENT)
    return {
        case: Required(requirements(each.decision) if each.decision else None, each.reference)
        for case, each in decided.items()
    }
