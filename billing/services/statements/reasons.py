"""Why a statement was not written, as the row keeps it and as a page says it later, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from billing.models.hold import HoldCause
from cases.rules.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billing.models import CustomerStatement


def told(refusals: Iterable[Refusal]) -> list[list[Any]]:
    """Refusals as JSON."""
    return [
        [each.code, each.message, each.hint, {name: str(value) for name, value in each.params.items()}]
        for each in refusals
    ]


def reasons_of(row: CustomerStatement) -> Sequence[Refusal]:
    """The same as refusals; the cause of a hold in the reader's words."""
    return [Refusal(code, message, hint=hint, params=_worded(params)) for code, message, hint, params in row.why]


def _worded(params: Mapping[str, str]) -> dict[str, object]:
    cause = params.get("cause")
    return {**params, "cause": HoldCause(cause).label} if cause in HoldCause.values else {**params}


def codes_of(row: CustomerStatement) -> set[str]:
    """Their codes."""
    return {each.code for each in reasons_of(row)}
