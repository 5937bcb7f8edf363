"""From a line of a file to an item or a payment, or to every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from billing.imports import values
from billing.imports.reasons import Reason, RowRefused
from billing.models.ledger import ZERO, Channel, ItemKind

if TYPE_CHECKING:
    from billing.models import ImportMapping

ITEM_FIELDS: Final = {
    "customer": _("Customer"),
    "document_number": _("Document number"),
    "issued_on": _("Document date"),
    "due_on": _("Due date"),
    "amount": _("Amount"),
    "kind": _("Kind of document"),
    "instalment": _("Instalment"),
    "contract_ref": _("Contract"),
    "supply_point": _("Supply point"),
    "method": _("Payment method"),
    "paid_on": _("Paid on"),
    "paid_amount": _("Amount paid"),
}
PAYMENT_FIELDS: Final = {
    "customer": _("Customer"),
    "booked_on": _("Booked on"),
    "amount": _("Amount"),
    "value_on": _("Value date"),
    "key": _("Number of the payment"),
    "document_number": _("Document paid"),
    "channel": _("Channel"),
    "counter": _("Counter"),
    "reference": _("Reference"),
}
REQUIRED: Final = {
    "items": ("customer", "document_number", "issued_on", "due_on", "amount"),
    "payments": ("customer", "booked_on", "amount"),
    "statement": ("booked_on", "amount"),
}
LENGTHS: Final = {
    "customer": 80,
    "document_number": 40,
    "contract_ref": 40,
    "supply_point": 40,
    "key": 80,
    "counter": 40,
    "reference": 200,
}
KINDS: Final = {
    **dict.fromkeys(("invoice", "fattura", "ft", "fat", "td01", "td24", "td06", "inv"), ItemKind.INVOICE),
    **dict.fromkeys(("credit note", "nota di credito", "nc", "td04", "credit_note", "cn"), ItemKind.CREDIT_NOTE),
    **dict.fromkeys(("debit note", "nota di debito", "nd", "td05", "debit"), ItemKind.DEBIT),
    **dict.fromkeys(("opening", "apertura", "saldo iniziale"), ItemKind.OPENING),
}
CHANNELS: Final = {
    **{value: Channel(value) for value in Channel.values},
    **dict.fromkeys(("bonifico", "bb", "mp05", "wire"), Channel.TRANSFER),
    **dict.fromkeys(("rid", "mp19", "mp20", "mp21", "addebito diretto"), Channel.SDD),
    **dict.fromkeys(("ri.ba.", "rb", "mp12", "ricevuta bancaria"), Channel.RIBA),
    **dict.fromkeys(("carta", "mp08"), Channel.CARD),
    **dict.fromkeys(("contanti", "mp01"), Channel.CASH),
    **dict.fromkeys(("assegno", "mp02"), Channel.CHEQUE),
    **dict.fromkeys(("bollettino", "mp18"), Channel.POSTAL),
}

AMOUNTS: Final = {comma: partial(values.amount, decimal_comma=comma) for comma in (True, False)}


@dataclass(slots=True)
class ItemRecord:
    """An item as a line states it, and what was paid on it."""

    line: int
    customer: str
    kind: str
    document_number: str
    instalment: int
    issued_on: date
    due_on: date
    amount: Decimal
    contract_ref: str
    supply_point: str
    method: str
    paid_on: date | None
    paid: Decimal
    key: str = ""
    """What names it at its source: numbers begin anew each year."""


@dataclass(slots=True)
class PaymentRecord:
    """A payment as a line states it."""

    line: int
    customer: str
    booked_on: date
    value_on: date
    amount: Decimal
    key: str
    document_number: str
    channel: str
    counter: str
    reference: str


class Row:
    """One line, asked field by field; what cannot be read is remembered, not raised.

    A file has a million lines and a line a dozen fields: what is not mapped is told first, and costs next to nothing.
    """

    __slots__ = ("cells", "line", "mapping", "places", "reasons")

    def __init__(self, line: int, cells: list[Any], places: Mapping[str, int], mapping: ImportMapping) -> None:
        self.line, self.cells, self.places, self.mapping = line, cells, places, mapping
        self.reasons: list[Reason] = []

    def cell(self, field: str) -> Any:
        """The cell, "" where it is not mapped, empty, or the line is too short; then a required field is missing."""
        at = self.places.get(field)
        if at is not None and at < len(self.cells):
            value = self.cells[at]
            if isinstance(value, str):
                value = value.strip()
            if value != "":
                return value
        if field in REQUIRED[self.mapping.content]:
            self.reasons.append(Reason("missing", {"field": field}))
        return ""

    def read(self, field: str, reader: Callable[..., Any], *how: Any, otherwise: Any = None) -> Any:
        """The value as `reader(value, *how)` understands it; `otherwise` where the cell is empty, or not understood."""
        value = self.cell(field)
        if value == "":
            return otherwise
        try:
            return reader(value, *how)
        except RowRefused as refused:
            self.reasons.append(refused.reason)
            return otherwise

    def day(self, field: str, otherwise: Any = None) -> Any:
        """A day."""
        return self.read(field, values.day, self.mapping.date_format, field, otherwise=otherwise)

    def amount(self, field: str, otherwise: Any = None) -> Any:
        """An amount."""
        return self.read(field, AMOUNTS[self.mapping.decimal_comma], field, otherwise=otherwise)

    def text(self, field: str) -> str:
        """A text that fits its column."""
        return self.read(field, _fitting, field, otherwise="")  # type: ignore[no-any-return]  # the field says what it reads

    def word(self, field: str, known: Mapping[str, str], code: str, otherwise: str = "") -> str:
        """A word of a list, in any case."""
        return str(self.read(field, _known, known, code, otherwise=otherwise))

    def refuse(self, code: str, **params: Any) -> None:
        """Remember a reason."""
        self.reasons.append(Reason(code, params))


def _fitting(value: object, field: str) -> str:
    text = str(value)
    if "\0" in text:
        raise RowRefused("unreadable", field=field)
    if len(text) > LENGTHS.get(field, 200):
        raise RowRefused("too_long", field=field, length=LENGTHS.get(field, 200))
    return text


def _known(value: object, known: Mapping[str, str], code: str) -> str:
    text = str(value)
    found = known.get(text.casefold())
    if found is None:
        raise RowRefused(code, value=text)
    return found


def item_of(row: Row, today: date) -> ItemRecord | None:
    """The item of a line; None when something stands against it: see the row's reasons."""
    amount, issued_on, due_on = row.amount("amount"), row.day("issued_on"), row.day("due_on")
    kind = row.word("kind", KINDS, "kind_unknown")
    paid_on, paid = row.day("paid_on"), row.amount("paid_amount")
    record = ItemRecord(
        row.line,
        row.text("customer"),
        kind or (ItemKind.INVOICE if amount is None or amount > 0 else ItemKind.CREDIT_NOTE),
        row.text("document_number"),
        row.read("instalment", values.whole, "instalment", otherwise=1),
        issued_on,
        due_on,
        amount,
        row.text("contract_ref"),
        row.text("supply_point"),
        row.word("method", CHANNELS, "channel_unknown"),
        paid_on,
        (amount if paid is None else paid) if paid_on else ZERO,
    )
    if row.reasons:
        return None
    _check_item(row, record, today)
    record.key = f"{record.kind}:{record.document_number}:{issued_on.year}:{record.instalment}"
    return None if row.reasons else record


def _check_item(row: Row, item: ItemRecord, today: date) -> None:
    if not item.amount:
        row.refuse("amount_zero", field="amount")
    elif item.kind != ItemKind.OPENING and (item.amount < 0) != (item.kind == ItemKind.CREDIT_NOTE):
        row.refuse("sign_wrong", value=item.amount)
    if item.due_on < item.issued_on:
        row.refuse("due_before_issue", due=item.due_on, issued=item.issued_on)
    if item.issued_on > today:
        row.refuse("future", field="issued_on", value=item.issued_on)
    if item.paid_on:
        _check_paid(row, item, item.paid_on, today)


def _check_paid(row: Row, item: ItemRecord, paid_on: date, today: date) -> None:
    if paid_on > today:
        row.refuse("future", field="paid_on", value=paid_on)
    if paid_on < item.issued_on:
        row.refuse("paid_before_issue", paid=paid_on, issued=item.issued_on)
    if not 0 < item.paid <= item.amount:
        row.refuse("paid_too_much", paid=item.paid, amount=item.amount)


def payment_of(row: Row, today: date) -> PaymentRecord | None:
    """The payment of a line; None when something stands against it."""
    booked_on, amount = row.day("booked_on"), row.amount("amount")
    record = PaymentRecord(
        row.line,
        row.text("customer"),
        booked_on,
        row.day("value_on", booked_on),
        amount,
        row.text("key"),
        row.text("document_number"),
        row.word("channel", CHANNELS, "channel_unknown", Channel.TRANSFER),
        row.text("counter"),
        row.text("reference"),
    )
    if not row.reasons and amount == 0:
        row.refuse("amount_zero", field="amount")
    if not row.reasons and amount < 0:
        row.refuse("amount_below_zero", field="amount", value=amount)
    if not row.reasons and booked_on > today:
        row.refuse("future", field="booked_on", value=booked_on)
    return None if row.reasons else record
