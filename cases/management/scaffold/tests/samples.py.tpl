"""What the conformance tests type into the forms of this process."""

from __future__ import annotations

from typing import Any

from cases.models import Case
from registry.models import Company


def inputs(transition: str, company: Company, case: Case | None) -> dict[str, Any]:
    """The cleaned inputs of a transition; rows they need in `company` are made here."""
    del company, case
    return {"open": {"request": "Una richiesta"}, "revise": {"request": "Un’altra"}, "reject": {"reason": "No"}}.get(
        transition, {}
    )
