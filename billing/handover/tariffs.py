"""What a process says of its hand-off: which of its events owe something, and what the tariff reads of a case.

    billing.handover.charging.register(process, ProcessTariff(charging=("approve",), reversing=("revoke",), read=read))

The tariff itself is a decision table of the process (policy/tariff.toml), collecting, with these outputs:

line             the name of the line, once per event
kind             fee, price, compensation, interest or deposit
text_it, text_en what the invoice calls it
basis            "fixed" for the sum in the row, else the name of a sum the case states
amount           the fixed sum
when_missing     "ask" a person for a sum the case does not state, or "leave" the line out
unit             of what; an agreed price is per unit and has no sum until something is delivered
vat_rate, vat_nature
refundable       whether a reversal takes it back
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cases.models import Case
    from registry.models import Customer

TARIFF: Final = "tariff"
FIXED: Final = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the tariff reads of a case: whom to charge, the inputs of the table, the sums, and from when to when."""

    customer: Customer | None
    inputs: Mapping[str, object]
    sums: Mapping[str, Decimal | None] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessTariff:
    """`charging`: transitions the tariff prices; `reversing`: those that take back what was charged before."""

    charging: tuple[str, ...]
    reversing: tuple[str, ...]
    read: Callable[[Case], Said]


_known: dict[str, ProcessTariff] = {}


def remember(process_code: str, tariff: ProcessTariff) -> None:
    """Make the tariff of a process known. Raises ValueError when it has another."""
    if _known.setdefault(process_code, tariff) is not tariff:
        raise ValueError(f"the tariff of {process_code} is known already")


def forget(process_code: str) -> None:
    """Forget a tariff (tests only)."""
    _known.pop(process_code, None)


def tariff_of(process_code: str) -> ProcessTariff:
    """The tariff of a process. Raises LookupError where it was removed."""
    try:
        return _known[process_code]
    except KeyError:
        raise LookupError(f"the process {process_code} hands nothing over any more") from None


def topics() -> frozenset[str]:
    """Every event that owes a hand-over, as events are named."""
    return frozenset(
        f"{code}.{step}" for code, tariff in _known.items() for step in (*tariff.charging, *tariff.reversing)
    )
