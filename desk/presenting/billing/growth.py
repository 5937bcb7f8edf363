"""What interest has grown on an item, or was charged on it, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk import formats
from desk.presenting.billing.parts import Cell, Line, Table, day, money

if TYPE_CHECKING:
    from decimal import Decimal

    from billing.queries.interest import Charged, Grown
    from billing.rules.accruing import Accrual
    from desk.presenting.addresses import Addresses


def growth_table(found: Grown) -> Table:
    """What has grown until today."""
    lines = _rows(found.accrual)
    if found.compensation:
        lines.append(_fixed(found.compensation))
    return _table(lines)


def charged_table(found: Charged, to: Addresses) -> Table:
    """What was charged, as it was computed then; the fixed sum charged with it is an item of its own."""
    lines = _rows(found.accrual)
    if found.costs is not None:
        lines.append(_fixed(found.costs.amount, to.to("item", found.costs.pk)))
    return _table(lines)


def growth_words(found: Grown) -> str:
    """How it is counted, and by whose word."""
    said = _("Actual days over 365, split where the rate changes. Source: %(source)s.") % {
        "source": "; ".join(found.sources)
    }
    doubt = _("A rate used here is still to be confirmed.")
    return f"{said} {doubt}" if found.to_be_confirmed else said


def _rows(accrual: Accrual) -> list[Line]:
    lines = [
        Line(
            [
                day(row.from_on),
                day(row.to_on),
                Cell(str(row.days), "amount"),
                money(row.principal, "amount wide-only"),
                Cell(formats.say_percent(row.percent), "amount"),
                money(row.amount),
            ]
        )
        for row in accrual.rows
    ]
    return [*lines, Line([Cell(_("Interest"), "whole"), *_blank(), money(accrual.total)])]


def _fixed(amount: Decimal, href: str = "") -> Line:
    return Line([Cell(_("Fixed sum, art. 6 D.Lgs. 231/2002"), "whole", href), *_blank(), money(amount)], href)


def _blank() -> list[Cell]:
    return [Cell("", "wide-only") for _empty in range(4)]


def _table(lines: list[Line]) -> Table:
    heads = [(_("From"), ""), (_("To"), ""), (_("Days"), "amount"), (_("Principal"), "amount"), (_("Rate"), "amount")]
    return Table([*heads, (_("Interest"), "amount")], lines)
