"""A statement as a bank's table, .csv or .xlsx, by a saved mapping."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.imports.reading import lines, places
from billing.imports.reasons import FILE_TEXTS, TEXTS, FileRefused
from billing.imports.records import Row
from billing.statements.reading import Movement, Read, StatementRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billing.models import ImportMapping

FIELDS: Final = {
    "booked_on": _("Booked on"),
    "value_on": _("Value date"),
    "amount": _("Amount"),
    "text": _("Description"),
    "party": _("Payer"),
    "party_iban": _("Payer's IBAN"),
    "bank_reference": _("Reference"),
}


def read(content: bytes, mapping: ImportMapping) -> list[Read]:
    """The movements of a table; one line that cannot be read refuses the whole, since its sums could not be checked.

    Raises StatementRefused.
    """
    try:
        rows = list(lines(io.BytesIO(content), mapping))
        at = places(rows[0][1] if rows else (), mapping.columns)
    except FileRefused as refused:
        raise StatementRefused("line", line=1, said=_said(FILE_TEXTS[refused.code], refused.params)) from refused
    movements = [_movement(Row(number, cells, at, mapping)) for number, cells in rows[1:]]
    return [Read(account=mapping.name, number="", movements=movements).checked()]


def _movement(row: Row) -> Movement:
    booked = row.day("booked_on")
    moved = {"booked_on": booked, "value_on": row.day("value_on", booked), "amount": row.amount("amount")}
    words: dict[str, Any] = {name: row.text(name) for name in ("text", "party", "party_iban", "bank_reference")}
    if not row.reasons and not moved["amount"]:
        row.refuse("amount_zero", field="amount")
    if row.reasons:
        first = row.reasons[0]
        raise StatementRefused("line", line=row.line, said=_said(TEXTS[first.code], first.params))
    return Movement(**moved, **words)


def _said(text: str, params: Mapping[str, Any]) -> Any:
    """A reason in the language it will be read in, its field by its label."""
    named = {**params, "field": FIELDS.get(params["field"], params["field"])} if "field" in params else params
    return format_lazy(_(text), **named)
