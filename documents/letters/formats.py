"""How dates, numbers and amounts are written in a letter: as its language writes them, whoever reads the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

LOCALES: Final = {"it": "it_IT", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language. Nothing to say is an empty text."""

    language: str

    @property
    def locale(self) -> str:
        """The locale by which numbers and days are written."""
        return LOCALES.get(self.language, LOCALES["it"])

    def day(self, day: date | None) -> str:
        """22 novembre 2026; the first of a month as Italian writes it, 1º novembre 2026."""
        if day is None:
            return ""
        text = str(format_date(day, "long", locale=self.locale))
        return text.replace("1 ", "1º ", 1) if self.language == "it" and day.day == 1 else text

    def number(self, number: Decimal | int | None) -> str:
        """1.234,5 in Italian, 1,234.5 in English; no more decimals than there are."""
        return "" if number is None else str(format_decimal(number, "#,##0.######", locale=self.locale))

    def euro(self, amount: Decimal | None) -> str:
        """1.234,50 €."""
        return "" if amount is None else str(format_currency(amount, "EUR", locale=self.locale))
