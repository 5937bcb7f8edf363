"""What a cell means. What can be read in two ways is refused with both of them, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.services.importing.sheets import Cell

Reader = Callable[[Cell], Any]
YES: Final = {"1", "yes", "si", "sì", "true", "vero", "x"}
NO: Final = {"0", "no", "false", "falso"}
CLEARED: Final = "-"
"""In a cell: empty what is there. An empty cell leaves it."""


def text(cell: Cell) -> str:
    """Text; a number as it is written without separators."""
    return "" if cell == CLEARED else str(cell).strip()


def code(cell: Cell) -> str:
    """An identifier in capitals, without blanks at its ends."""
    return text(cell).upper()


def waste_code(cell: Cell) -> str:
    """`17 05 04*` and 170504 as `170504`; a number that lost its leading zero gets it back."""
    digits = re.sub(r"[\s.*]", "", text(cell))
    if isinstance(cell, int) and len(digits) == 5:
        digits = f"0{digits}"
    if not re.fullmatch("[0-9]{6}", digits):
        raise _refused(_("“%(cell)s” is not a waste code: write six digits such as 170503."), cell)
    return digits


def flag(cell: Cell) -> bool:
    """Yes or no."""
    word = str(cell).strip().lower()
    if word not in YES | NO:
        raise _refused(_("“%(cell)s” is neither yes nor no: write 1 or 0."), cell)
    return word in YES


def whole(cell: Cell) -> int | None:
    """A whole number; the hyphen empties it."""
    if cell == CLEARED:
        return None
    if not re.fullmatch("[0-9]{1,6}", str(cell).strip()):
        raise _refused(_("“%(cell)s” is not a whole number: write digits only."), cell)
    return int(cell)


def day(cell: Cell) -> date | None:
    """2026-12-09, or 31/12/2026 where only one reading is possible; the hyphen empties it."""
    if cell == CLEARED:
        return None
    words = str(cell).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return _date(*map(int, words.split("-")), cell=cell)
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words)
    if found is None:
        raise _refused(_("“%(cell)s” is not a day: write it like 2026-12-31."), cell)
    first, second, year = map(int, found.groups())
    if first != second and first <= 12 and second <= 12:
        message = _("“%(cell)s” can be read in two ways: write %(one)s or %(other)s.")
        ways = {"one": f"{year}-{second:02d}-{first:02d}", "other": f"{year}-{first:02d}-{second:02d}"}
        raise _refused(message, cell, **ways)
    return _date(year, second, first, cell=cell)


def amount(cell: Cell) -> Decimal | None:
    """1234,5 and 1.234,50 and 1234.50; a lone separator before three digits has two meanings. The hyphen empties it."""
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    words = cell.strip().replace(" ", "")
    if words == CLEARED:
        return None
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", words):
        whole, cut = re.sub("[.,]", "", words), words.replace(",", ".")
        message = _("“%(cell)s” can be read in two ways: write %(one)s or %(other)s.")
        raise _refused(message, cell, one=whole, other=f"{cut}0")
    decimal, thousands = (",", ".") if words.rfind(",") > words.rfind(".") else (".", ",")
    if words.count(decimal) > 1:
        decimal, thousands = thousands, decimal
    if not re.fullmatch(rf"-?(\d+|\d{{1,3}}(\{thousands}\d{{3}})+)(\{decimal}\d+)?", words):
        raise _refused(_("“%(cell)s” is not a number: write it like 1234.50."), cell)
    try:
        return Decimal(words.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation as error:
        raise _refused(_("“%(cell)s” is not a number: write it like 1234.50."), cell) from error


def _date(year: int, month: int, dom: int, *, cell: Cell) -> date:
    try:
        return date(year, month, dom)
    except ValueError as error:
        raise _refused(_("“%(cell)s” is no day of the calendar."), cell) from error


def _refused(message: Any, cell: Cell, **params: str) -> ValidationError:
    return ValidationError(message, code="cell", params={"cell": str(cell)[:60], **params})
