"""Values as people write them: plain (files), Italian (1.234,50 and 31/12/2026), English (1,234.50 and 2026-12-31)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cases.rules.tables.columns import Column, Field, Kind, Value, conform, of_type
from cases.rules.tables.errors import ValueRefused


class Notation(StrEnum):
    """How numbers and dates are written; never guessed from the text."""

    PLAIN = "plain"
    ITALIAN = "it"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class _Signs:
    point: str
    thousands: str
    number: str
    day: str
    yes: str
    no: str

    @property
    def pattern(self) -> re.Pattern[str]:
        group = f"[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+|" if self.thousands else ""
        return re.compile(f"[+-]?(?:{group}[0-9]+)(?:{re.escape(self.point)}[0-9]+)?")


SIGNS = {
    Notation.PLAIN: _Signs(".", "", "1234.50", "2026-12-31", "yes", "no"),
    Notation.ITALIAN: _Signs(",", ".", "1.234,50", "31/12/2026", "sì", "no"),
    Notation.ENGLISH: _Signs(".", ",", "1,234.50", "2026-12-31", "yes", "no"),
}
NUMBERS = {notation: signs.pattern for notation, signs in SIGNS.items()}
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
ITALIAN_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
YES, NO = frozenset({"yes", "sì", "si\N{COMBINING GRAVE ACCENT}", "si"}), frozenset({"no"})


def read_value(text: str, field: Field, notation: Notation) -> Value:
    """The typed value a person wrote, within the bounds of an input column.

    Raises ValueRefused, which shows the value as it was written and bounds as one writes them.
    """
    try:
        read = _read(text, field, notation)
        return conform(field, read) if isinstance(field, Column) else read
    except ValueRefused as refused:
        refused.params["value"] = text
        for bound in ("minimum", "maximum"):
            if bound in refused.params:
                refused.params[bound] = write_value(getattr(field, bound), field, notation)
        raise


def _read(text: str, field: Field, notation: Notation) -> Value:
    if field.kind is Kind.TEXT:
        return text
    text = text.strip()
    if field.kind in {Kind.NUMBER, Kind.AMOUNT}:
        return of_type(field, _number(text, field, notation))
    if field.kind is Kind.DATE:
        return _day(text, field, notation)
    if field.kind is Kind.YES_NO:
        return _yes_no(text, field)
    alike = [choice for choice in field.choices if choice.casefold() == text.casefold()]
    return of_type(field, alike[0] if len(alike) == 1 else text)


def _number(text: str, field: Field, notation: Notation) -> Decimal:
    bare = text.replace("\N{MINUS SIGN}", "-")
    if field.kind is Kind.AMOUNT:
        bare = bare.removeprefix("€").removesuffix("€").strip()
    signs = SIGNS[notation]
    if not NUMBERS[notation].fullmatch(bare):
        raise ValueRefused("value.not_a_number", column=field.code, value=text, example=signs.number)
    if signs.thousands:
        bare = bare.replace(signs.thousands, "")
    return Decimal(bare.replace(signs.point, "."))


def _day(text: str, field: Field, notation: Notation) -> date:
    iso, italian = ISO_DAY.fullmatch(text), ITALIAN_DAY.fullmatch(text)
    parts: tuple[str, ...] = iso.groups() if iso else ()
    if italian and notation is Notation.ITALIAN:
        parts = italian.groups()[::-1]
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise ValueRefused("value.not_a_date", column=field.code, value=text, example=SIGNS[notation].day) from None


def _yes_no(text: str, field: Field) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise ValueRefused("value.not_yes_no", column=field.code, value=text)
    return word in YES


def write_value(value: Value, field: Field, notation: Notation, say: Callable[[str], str] | None = None) -> str:
    """The value as a person of that notation writes it; `read_value` reads it back unchanged.

    `say` puts a choice into words for whoever only reads it.
    """
    signs = SIGNS[notation]
    if isinstance(value, bool):
        return signs.yes if value else signs.no
    if isinstance(value, Decimal):
        return _written(value, signs, cents=field.kind is Kind.AMOUNT and notation is not Notation.PLAIN)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if notation is Notation.ITALIAN else value.isoformat()
    return say(value).replace("_", " ") if say and field.kind is Kind.CHOICE else value


def _written(value: Decimal, signs: _Signs, *, cents: bool) -> str:
    text = f"{value:f}"
    if not signs.thousands and "." in text:  # in files equal numbers are written alike
        text = text.rstrip("0").rstrip(".")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    if cents:
        fraction = fraction.ljust(2, "0")
    if signs.thousands:
        whole = f"{int(whole):,}".replace(",", signs.thousands)
    return sign + whole + (signs.point + fraction if fraction else "")
