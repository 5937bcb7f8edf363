"""Fields that read a number and a day as people write them, and refuse what could be read in two ways."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

EARLIEST: Final = 1900
LATEST: Final = 2199
THOUSANDS: Final = 3
"""Digits after a mark of thousands; where fewer decimals are allowed, three cannot be decimals."""


class NumberField(forms.DecimalField):
    """1234,5 and 1.234,5 and, where it has one meaning, 1234.5; shown as the reader's language writes it."""

    default_error_messages = {
        "invalid": _("“%(typed)s” is not a number: write it like %(example)s."),
        "two_ways": _("“%(typed)s” can be read in two ways: write %(one)s or %(other)s."),
        "least": _("Write %(limit)s or more."),
        "most": _("Write %(limit)s or less."),
    }

    def __init__(self, *, min_value: Any = None, max_value: Any = None, **values: Any) -> None:
        super().__init__(**values, localize=True)
        self.least, self.most = min_value, max_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A telephone shows the digits."""
        return {**super().widget_attrs(widget), "inputmode": "decimal"}

    def to_python(self, value: Any) -> Any:
        """The number, None when nothing was written."""
        typed = value.strip() if isinstance(value, str) else value
        return super().to_python(self._read(typed) if isinstance(typed, str) and typed else typed)

    def validate(self, value: Any) -> None:
        """Its limits, said as the reader's language writes them."""
        super().validate(value)
        if value is not None and self.least is not None and value < self.least:
            raise self._refused("least", limit=formats.number_format(self.least))
        if value is not None and self.most is not None and value > self.most:
            raise self._refused("most", limit=formats.number_format(self.most))

    def _read(self, typed: str) -> Decimal:
        own = str(formats.get_format("DECIMAL_SEPARATOR"))
        other = "." if own == "," else ","
        words = re.sub(r"\s", "", typed)
        if re.fullmatch(rf"[-+]?[1-9][0-9]{{0,2}}\{other}[0-9]{{3}}", words):
            one, cut = words.replace(other, ""), words.replace(other, own)
            if self.decimal_places is not None and self.decimal_places < THOUSANDS:
                return Decimal(one)
            raise self._refused("two_ways", typed=typed[:60], one=one, other=cut)
        mark = max((own, other), key=words.rfind)
        if words.count(mark) > 1:
            mark = other if mark == own else own
        thousands = other if mark == own else own
        if not re.fullmatch(rf"[-+]?([0-9]+|[0-9]{{1,3}}(\{thousands}[0-9]{{3}})+)(\{mark}[0-9]+)?", words):
            raise self._refused("invalid", typed=typed[:60], example=formats.number_format(Decimal("1234.5")))
        return Decimal(words.replace(thousands, "").replace(mark, "."))

    def _refused(self, code: str, **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


class Day(forms.DateInput):
    """The browser's own date field; its value is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of our times: a mistyped year must not become a term of nine thousand years."""

    widget = Day
    default_error_messages = {
        "invalid": _("This is no day of the calendar: write it like %(example)s."),
        "far": _("Write a day between %(first)d and %(last)d."),
    }

    def to_python(self, value: Any) -> date | None:
        """The day, None when nothing was written."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            example = date(2026, 12, 31).strftime(next(iter(self.input_formats or ()), "%Y-%m-%d"))
            raise ValidationError(self.error_messages["invalid"], "invalid", {"example": example}) from error

    def validate(self, value: Any) -> None:
        """Not long gone and not far off."""
        super().validate(value)
        if value is not None and not EARLIEST <= value.year <= LATEST:
            raise ValidationError(self.error_messages["far"], "far", {"first": EARLIEST, "last": LATEST})
