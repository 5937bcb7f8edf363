"""What was open of a customer's account in the evening of a day: the rows that make its balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from billing.printing.words import move_words
from desk.presenting.billing.parts import Cell, Line, Table, day, money

if TYPE_CHECKING:
    from billing.queries.statements import Account
    from desk.presenting.addresses import Addresses


def left_table(account: Account, to: Addresses) -> Table:
    """Items, and money that was not allocated yet, by what was left of them; the last line is the balance."""
    heads = [(_("Document"), ""), (_("Due on"), ""), (_("Amount"), "amount"), (_("Open"), "amount")]
    lines = []
    for each in account.items:
        href = to.to("item", each.row.pk)
        what = Cell(move_words(each.row, None), "whole", href, each.row.contract_ref)
        lines.append(
            Line([what, day(each.row.due_on), money(each.row.amount, "amount wide-only"), money(each.left)], href)
        )
    for paid in account.payments:
        href = to.to("payment", paid.row.pk)
        what = Cell(move_words(None, paid.row), "whole", href, _("not allocated yet"))
        lines.append(Line([what, day(None), money(-paid.row.amount, "amount wide-only"), money(-paid.left)], href))
    if lines:
        blank = [Cell(""), Cell("", "amount wide-only")]
        lines.append(Line([Cell(_("Balance"), "whole"), *blank, money(account.balance)]))
    return Table(heads, lines, _("Nothing was open."))
