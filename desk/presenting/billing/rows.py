"""Items, payments and what pays what, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.printing.words import move_words
from desk.presenting.billing.parts import Button, Cell, Line, Table, day, money

if TYPE_CHECKING:
    from datetime import date

    from billing.models import Allocation, CollectionHold, OpenItem, Payment
    from billing.queries.statement import Statement
    from desk.presenting.addresses import Addresses


def item_table(items: Iterable[OpenItem], to: Addresses, on: date, *, held: frozenset[int] = frozenset()) -> Table:
    """Open items with customer, document, days and what is left."""
    heads = [
        (_("Customer"), ""),
        (_("Document"), ""),
        (_("Due on"), ""),
        (_("Amount"), "amount"),
        (_("Open"), "amount"),
        (_("State"), ""),
    ]
    return Table(heads, [_item_line(item, to, on, held=item.pk in held) for item in items], _("No open items."))


def _item_line(item: OpenItem, to: Addresses, on: date, *, held: bool) -> Line:
    href = to.to("item", item.pk)
    under = " · ".join(filter(None, [str(item.get_kind_display()), item.contract_ref, item.supply_point]))
    state, tone = item_state(item, on, held=held)
    return Line(
        [
            Cell(item.customer.name, "whole", under=item.customer.code),
            Cell(str(item), "whole", href, under),
            day(item.due_on),
            money(item.amount, "amount wide-only"),
            money(item.open_amount),
            Cell(state, tone=tone),
        ],
        href,
    )


def item_state(item: OpenItem, on: date, *, held: bool = False) -> tuple[str, str]:
    """Where an item stands, in a word and a colour."""
    if not item.is_open:
        return _("closed"), "good"
    if held:
        return _("on hold"), "wait"
    if item.amount < 0:
        return _("to be used"), "run"
    late = (on - item.due_on).days
    return (_("late by %(days)s days") % {"days": late}, "bad") if late > 0 else (_("not due"), "calm")


def payment_table(payments: Iterable[Payment], to: Addresses) -> Table:
    """Payments with what is left of each."""
    heads = [
        (_("Customer"), ""),
        (_("Booked on"), ""),
        (_("Channel"), "wide-only"),
        (_("Amount"), "amount"),
        (_("Unallocated"), "amount"),
        (_("Reference"), ""),
    ]
    lines = []
    for each in payments:
        href = to.to("payment", each.pk)
        lines.append(
            Line(
                [
                    Cell(each.customer.name, "whole", href, each.customer.code),
                    day(each.booked_on),
                    Cell(str(each.get_channel_display()), "wide-only"),
                    money(each.amount),
                    money(each.left) if each.left else Cell("", "amount"),
                    Cell(each.reason or each.reference, under=each.reason_code),
                ],
                href,
            )
        )
    return Table(heads, lines, _("No payments."))


def allocation_table(rows: Sequence[Allocation], to: Addresses, *, of_item: bool, undo: bool) -> Table:
    """What pays what; what was taken back stays, with the row that took it back."""
    heads = [
        (_("Payment or credit") if of_item else _("Item"), ""),
        (_("Booked on"), ""),
        (_("Value date"), "wide-only"),
        (_("Amount"), "amount"),
        (_("How"), ""),
    ]
    back = {row.reverses_id for row in rows if row.reverses_id}
    lines = []
    for row in rows:
        stands = row.reverses_id is None and row.pk not in back
        about = f"{money(row.amount).text}, {row.item.get_kind_display()} {row.item}"
        buttons = (
            [Button(_("Undo"), to.to("undo-allocation", row.pk), "reject", about=about)] if undo and stands else []
        )
        lines.append(
            Line(
                [
                    _source(row, to) if of_item else _paid_item(row, to),
                    day(row.booked_on),
                    day(row.value_on, "wide-only"),
                    money(row.amount),
                    Cell(_how(row, stands=stands), tone="" if stands else "wait"),
                ],
                buttons=buttons,
            )
        )
    return Table(heads, lines, _("Nothing was allocated yet."))


def _paid_item(row: Allocation, to: Addresses) -> Cell:
    """The item with its kind: interest and costs bear the number of the invoice they grew on."""
    return Cell(str(row.item), "whole", to.to("item", row.item_id), str(row.item.get_kind_display()))


def _source(row: Allocation, to: Addresses) -> Cell:
    if row.payment is not None:
        return Cell(
            str(row.payment.get_channel_display()), "whole", to.to("payment", row.payment_id), row.payment.reference
        )
    return Cell(str(row.credit), "whole", to.to("item", row.credit_id), _("credit"))


def _how(row: Allocation, *, stands: bool) -> str:
    if row.reverses_id:
        return _("takes one back")
    if not stands:
        return _("taken back")
    return _("as the debtor chose") if row.by_choice else _("by the order of the law")


def move_table(found: Statement, to: Addresses) -> Table:
    """The lines of a statement of account."""
    heads = [
        (_("Day"), ""),
        (_("What"), ""),
        (pgettext("account", "Debit"), "amount"),
        (pgettext("account", "Credit"), "amount"),
        (_("Balance"), "amount"),
    ]
    lines = []
    for move in found.moves:
        href = to.to("item", move.item.pk) if move.item else to.to("payment", move.payment.pk) if move.payment else ""
        cells = [
            day(move.on),
            Cell(move_words(move.item, move.payment), "whole", href),
            money(move.debit),
            money(move.credit),
            money(move.balance),
        ]
        lines.append(Line(cells, href))
    return Table(heads, lines, _("Nothing moved in this period."))


def hold_table(holds: Iterable[CollectionHold], to: Addresses, *, may: bool) -> Table:
    """Holds with who placed them and until when."""
    heads = [
        (_("Customer"), ""),
        (_("Cause"), ""),
        (_("Covers"), ""),
        (_("Until"), ""),
        (_("Placed by"), ""),
        (_("State"), ""),
    ]
    return Table(heads, [_hold_line(hold, to, may=may) for hold in holds], _("No holds."))


def _hold_line(hold: CollectionHold, to: Addresses, *, may: bool) -> Line:
    about = hold.customer.name
    buttons = []
    if may and (hold.status == hold.ACTIVE or hold.waits_for_a_person):
        buttons = [
            Button(_("Extend"), to.to("extend-collection-hold", hold.pk), "link", about=about),
            Button(_("Lift"), to.to("lift-collection-hold", hold.pk), "link", about=about),
        ]
    covered = ", ".join(str(item) for item in hold.items.all()) or hold.contract_ref or _("everything")
    tone = {hold.ACTIVE: "wait", hold.LIFTED: "good", hold.EXPIRED: "bad"}[hold.status]
    placed = Cell(hold.placed_by_name, "wide-only")
    if hold.case:
        placed = Cell(hold.case.number, "wide-only", to.case(hold.case.number), hold.placed_by_name)
    return Line(
        [
            Cell(hold.customer.name, "whole", to.to("credit", hold.customer.code), hold.reason),
            Cell(str(hold.get_cause_display())),
            Cell(covered),
            day(hold.until_on) if hold.until_on else Cell(_("until lifted")),
            placed,
            Cell(str(hold.get_status_display()), tone=tone),
        ],
        buttons=buttons,
    )
