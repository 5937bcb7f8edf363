"""Why a row, or a whole file, is not brought in: a stable code and an English template, shown translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cases.rules.refusals import N_

TEXTS: Final[Mapping[str, str]] = {
    "missing": N_("{field} is empty."),
    "date_form": N_("{field} “{value}” is not a day written as {form}."),
    "date_ambiguous": N_("{field} “{value}” could be two different days: state in the mapping how days are written."),
    "date_swapped": N_("{field} “{value}” would be a day only with day and month the other way round."),
    "date_far": N_("{field} “{value}” is not between {first} and {last}."),
    "amount_form": N_("{field} “{value}” is not an amount: write it like {example}."),
    "amount_ambiguous": N_(
        "{field} “{value}” could be a whole number or one with decimals: it is not guessed. "
        "Write {whole} if it is whole, at most two decimals if it is not."
    ),
    "amount_other_sign": N_(
        "{field} “{value}” has “{other}” before its decimals, but the mapping says otherwise: "
        "write {right}, or change the mapping."
    ),
    "amount_decimals": N_("{field} {value} has more than two decimals."),
    "amount_large": N_("{field} {value} is too large: at most twelve digits before the decimals."),
    "amount_zero": N_("{field} is zero."),
    "amount_below_zero": N_("{field} {value} is below zero: money that went back is recorded at its payment."),
    "number_form": N_("{field} “{value}” is not a whole number above zero."),
    "too_long": N_("{field} is longer than {length} characters."),
    "unreadable": N_("{field} holds a sign that is no text."),
    "customer_unknown": N_("No customer is known as “{value}”."),
    "customer_twice": N_("More than one customer is known as “{value}”."),
    "kind_unknown": N_("“{value}” is no kind of document we know."),
    "channel_unknown": N_("“{value}” is no way of paying we know."),
    "sign_wrong": N_("The amount {value} does not fit a document of this kind."),
    "due_before_issue": N_("It falls due on {due}, before its date, {issued}."),
    "future": N_("{field}, {value}, has not come yet."),
    "paid_before_issue": N_("It would be paid on {paid}, before its date, {issued}."),
    "paid_too_much": N_("{paid} was paid on {amount}: enter what is over as a payment of its own."),
    "repeated": N_("The same key stands on line {line} already."),
    "paid_since": N_(
        "The file says {paid} was paid, the ledger has {settled}: "
        "bring the payment in with a file of payments, or record it by hand."
    ),
    "differs": N_("It is in the ledger already with another {fields}."),
    "document_twice": N_("Document {value} names more than one open item: the payment stays unallocated."),
    "document_unknown": N_("Document {value} is not open: the payment stays unallocated."),
}

FILE_TEXTS: Final[Mapping[str, str]] = {
    "not_text": N_("The file is not text in {encoding}. Choose other characters in the mapping."),
    "not_workbook": N_("The file is no Excel workbook that can be read."),
    "no_rows": N_("The file has no rows under its headings."),
    "heading_missing": N_("The file has no column “{heading}”. Its columns are: {found}."),
    "headings_missing": N_("The file has no columns {heading}. Its columns are: {found}."),
    "other_delimiter": N_(
        "The file has one column only, “{found}”: its columns are not parted as the mapping says. Change the mapping."
    ),
    "heading_twice": N_("More than one column of the file reads “{heading}” ({found}): rename all but one."),
    "too_many_rows": N_("The file has more than {limit} rows: bring it in from the command line."),
    "too_large": N_("The file is larger than {limit}."),
    "unknown_form": N_("The file is neither .csv nor .xlsx."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class FileRefused(ValueError):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(FILE_TEXTS[code].format(**params))


class RowRefused(ValueError):
    """One row cannot be read."""

    def __init__(self, code: str, **params: Any) -> None:
        self.reason = Reason(code, params)
        super().__init__(TEXTS[code].format(**params))
