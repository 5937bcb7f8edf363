"""What was open of a customer's account in the evening of a day: the rows that make its balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from billing.models.ledger import ZERO
from billing.printing.words import move_words
from desk.presenting.billing.parts import Cell, Line, Table, day, money

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from billing.queries.statements import Account
    from desk.presenting.addresses import Addresses


PARTS: Final = ("contract_ref", "supply_point")
"""By what an account is told apart, as the address of its page says it."""


def part_tables(account: Account, href: str) -> Iterator[tuple[str, Table]]:
    """The balance by contract and by supply point, with a title; none where no item names one.

    `href` is the page of the account as it is asked for: with a part, it shows the items that make its balance.
    """
    titles = {"contract_ref": _("Balance by contract"), "supply_point": _("Balance by supply point")}
    heads = {"contract_ref": _("Contract"), "supply_point": _("Supply point")}
    for what in PARTS:
        found = account.by(what)
        if any(found):
            lines = [_part(value, amount, f"{href}&{urlencode({what: value})}") for value, amount in found.items()]
            if unused := sum((each.left for each in account.payments), ZERO):
                lines.append(Line([Cell(_("money not allocated"), "whole"), money(-unused)]))
            lines.append(Line([Cell(_("Balance"), "whole"), money(account.balance)]))
            yield titles[what], Table([(heads[what], ""), (_("Open"), "amount")], lines)


def _part(value: str, amount: Decimal, href: str) -> Line:
    return Line([Cell(value or _("none stated"), "whole", href), money(amount)], href)


def left_table(account: Account, to: Addresses) -> Table:
    """Items, and money that was not allocated yet, by what was left of them; the last line is the balance."""
    heads = [(_("Document"), ""), (_("Due on"), ""), (_("Amount"), "amount"), (_("Open"), "amount")]
    lines = []
    for each in account.items:
        href = to.to("item", each.row.pk)
        under = " · ".join(filter(None, [each.row.contract_ref, each.row.supply_point]))
        what = Cell(move_words(each.row, None), "whole", href, under)
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
