"""Days and amounts as a mapping says they are written; what could mean two things is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from billing.imports.reasons import RowRefused
from cases.rules.money import decimals

UNSTATED: Final = ""
FORMS: Final = (
    ("dmy", _("day/month/year (31/12/2026)")),
    ("mdy", _("month/day/year (12/31/2026)")),
    ("iso", _("year-month-day (2026-12-31)")),
    ("compact", _("yearmonthday (20261231)")),
    (UNSTATED, _("not stated: only what cannot be mistaken")),
)
EXAMPLES: Final = {
    "dmy": "31/12/2026",
    "mdy": "12/31/2026",
    "iso": "2026-12-31",
    "compact": "20261231",
    "": "2026-12-31",
}
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PLAIN: Final = {
    True: re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?"),
    False: re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?"),
}
_EITHER: Final = re.compile(r"[+-]?\d+[.,]\d{3}")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
MOST: Final = Decimal(10) ** 12
"""Amounts below this fit their column."""


def day(value: Any, form: str, field: str) -> date:
    """A day. A cell that a workbook holds as a day is one. Raises RowRefused."""
    found = value if isinstance(value, date) else _day(str(value).strip(), form, field)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise RowRefused("date_far", field=field, value=str(value), first=FIRST_YEAR, last=LAST_YEAR)
    return found


@lru_cache(maxsize=20_000)
def _day(text: str, form: str, field: str) -> date:
    if form in ("dmy", "mdy", UNSTATED) and (found := _SLASHED.fullmatch(text)):
        first, second, year = map(int, found.groups())
        return _slashed(text, (first, second, year), form, field)
    pattern = {"iso": _ISO, "compact": _COMPACT, UNSTATED: _ISO}.get(form)
    found = pattern.fullmatch(text) if pattern else None
    made = _made(*map(int, found.groups())) if found else None
    if made is None:
        raise RowRefused("date_form", field=field, value=text, form=EXAMPLES[form])
    return made


def _slashed(text: str, parts: tuple[int, int, int], form: str, field: str) -> date:
    first, second, year = parts
    as_dmy, as_mdy = _made(year, second, first), _made(year, first, second)
    if form == UNSTATED:
        if as_dmy and as_mdy and as_dmy != as_mdy:
            raise RowRefused("date_ambiguous", field=field, value=text)
        made = as_dmy or as_mdy
    else:
        made = as_dmy if form == "dmy" else as_mdy
        if made is None and (as_dmy or as_mdy):
            raise RowRefused("date_swapped", field=field, value=text)
    if made is None:
        raise RowRefused("date_form", field=field, value=text, form=EXAMPLES[form])
    return made


def _made(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def amount(value: Any, field: str, *, decimal_comma: bool) -> Decimal:
    """An amount of at most two decimals. Raises RowRefused, which says how to write it."""
    found = value if isinstance(value, Decimal) else _written(str(value), field, decimal_comma=decimal_comma)
    if decimals(found) > 2:
        raise RowRefused("amount_decimals", field=field, value=str(value))
    if abs(found) >= MOST:
        raise RowRefused("amount_large", field=field, value=str(value))
    return found


def _written(text: str, field: str, *, decimal_comma: bool) -> Decimal:
    text = text.strip().replace("\u00a0", "").replace("€", "").strip()
    sign, other = (",", ".") if decimal_comma else (".", ",")
    if _EITHER.fullmatch(text):
        whole = text.replace(sign, "").replace(other, "")
        raise RowRefused("amount_ambiguous", field=field, value=text, whole=f"{whole}{sign}00")
    if _PLAIN[decimal_comma].fullmatch(text):
        return Decimal(text.replace(other, "").replace(sign, "."))
    if _PLAIN[not decimal_comma].fullmatch(text):
        right = text.replace(sign, "").replace(other, sign)
        raise RowRefused("amount_other_sign", field=field, value=text, other=other, right=right)
    raise RowRefused("amount_form", field=field, value=text, example=f"1234{sign}50")


def whole(value: Any, field: str) -> int:
    """A whole number above zero. Raises RowRefused."""
    text = str(value).strip()
    if not text.isdecimal() or not 0 < int(text) < 1000:
        raise RowRefused("number_form", field=field, value=text)
    return int(text)
