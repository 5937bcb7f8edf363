"""What every reader gives back, and what each refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from billing.models.ledger import ZERO
from cases.rules.refusals import N_

TEXTS: Final[Mapping[str, str]] = {
    "not_xml": N_("The file is no readable XML."),
    "no_mapping": N_(
        "The file is neither camt.053 nor CBI text. If it is a table, choose the mapping by which it is read."
    ),
    "doctype": N_("The file declares a document type: such files are not opened."),
    "no_statement": N_("The file holds no bank statement."),
    "currency": N_("Movement {position} is in {currency}: only euro are read."),
    "value": N_("Movement {position}: “{value}” is no {what}."),
    "record": N_("Line {line} is no record of a CBI statement."),
    "account_currency": N_("Line {line}: the account is in {currency}: only euro are read."),
    "cut_off": N_("The file ends before its last record: it was cut off. Download it again."),
    "sums": N_("The opening balance and the movements make {made}, the closing balance is {closing}."),
    "no_movements": N_("The statement has no movements."),
    "line": N_("Line {line}: {said}"),
}


LARGEST: Final = Decimal(10) ** 12
"""From this on an amount is none of a bank account."""


def fits(amount: Decimal) -> bool:
    """Whether it is a number that a column holds."""
    return amount.is_finite() and abs(amount) < LARGEST


class StatementRefused(ValueError):
    """The file cannot be taken: a code and parameters, shown translated."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(TEXTS[code].format(**params))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement; above zero it came in."""

    booked_on: date
    value_on: date
    amount: Decimal
    text: str = ""
    party: str = ""
    party_iban: str = ""
    end_to_end: str = ""
    reason_code: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One statement of one account."""

    account: str
    number: str
    movements: Sequence[Movement]
    opening: Decimal | None = None
    closing: Decimal | None = None

    def checked(self) -> Read:
        """Itself, when its balances agree with its movements; without those that moved no money.

        Raises StatementRefused.
        """
        moved = [each for each in self.movements if each.amount]
        if not moved:
            raise StatementRefused("no_movements")
        if self.opening is not None and self.closing is not None:
            made = self.opening + sum((each.amount for each in self.movements), ZERO)
            if made != self.closing:
                raise StatementRefused("sums", made=made, closing=self.closing)
        return replace(self, movements=moved)
