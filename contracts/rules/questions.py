"""May X deliver Y to Z? The question, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from cases.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One delivery asked about. Quantity in tonnes; `waste_code` is six digits.

    Without a site, an approval for every site answers, or the only one there is. Without an operation, whichever is
    approved. Without a carrier, the transport is not judged, and the answer says so. `approval_id` narrows the answer
    to one version.
    """

    customer_id: int
    waste_code: str
    plant_id: int
    quantity_t: Decimal
    on: date
    site_id: int | None = None
    operation: str = ""
    carrier_id: int | None = None
    vehicle_id: int | None = None
    approval_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Yes, or no with every reason; and what is known of the approval even when it is no.

    `remaining_t` is what the approval and the plant still leave of the year, before this delivery and without
    tolerance; None when there is no approval. `unchecked` names what the question left out: "carrier", "vehicle".
    """

    refusals: tuple[Refusal, ...] = ()
    approval_id: int | None = None
    number: str = ""
    version: int = 0
    operation: str = ""
    valid_to: date | None = None
    remaining_t: Decimal | None = None
    prescriptions: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def yes(self) -> bool:
        """Whether it may be delivered."""
        return not self.refusals
