"""Until when an approval is good: the first of its limits. Every day named is the last good one. Pure.

Rules: at least yearly renewal (practice of the trade), the analysis no longer proves anything once it has expired,
nothing is received beyond the plant's authorisation, under a code that has left the European list, or after the
contract has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cases.rules.calendars import add_months

if TYPE_CHECKING:
    from workflows.waste_approval.models import WasteApproval

MONTHS: Final = 12
"""Practice of the trade, until a published policy says otherwise."""
RENEWED_BEFORE: Final = timedelta(days=60)
EXPIRING: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Limit:
    """A last good day and what sets it: a `choices.Cause`."""

    cause: str
    until: date


def limits(
    approved_on: date,
    *,
    months: int = MONTHS,
    analysis_until: date | None = None,
    authorisation_until: date | None = None,
    code_until: date | None = None,
    contract_until: date | None = None,
) -> tuple[Limit, ...]:
    """Every limit that is known, the nearest first; on one day in the order of the parameters."""
    known = (
        ("twelve_months", add_months(approved_on, months)),
        ("analysis", analysis_until),
        ("plant_authorisation", authorisation_until),
        ("waste_code", code_until),
        ("contract", contract_until),
    )
    return tuple(sorted((Limit(cause, until) for cause, until in known if until), key=lambda limit: limit.until))


def ends_on(dossier: WasteApproval) -> date | None:
    """The last good day of an approval in force."""
    return dossier.valid_to


def renewal_on(dossier: WasteApproval) -> date | None:
    """The day on which its renewal is begun: sixty days before the end, never before it was approved."""
    if dossier.valid_to is None or dossier.valid_from is None:
        return None
    return max(dossier.valid_to - RENEWED_BEFORE, dossier.valid_from)


def is_expiring(until: date | None, on: date) -> bool:
    """Whether an approval still good on the day ends soon."""
    return until is not None and on <= until <= on + EXPIRING
