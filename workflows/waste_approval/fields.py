"""Fields of the sheet that read more than they show."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Customer
from registry.queries import customers, waste_codes

UN_NUMBER: Final = re.compile(r"(?:UN)?\s*([0-9]{4})", re.IGNORECASE)
LEAST: Final = Decimal("0.001")


class WasteCodeField(forms.CharField):
    """Six digits, typed with or without blanks, full stops and asterisk."""

    default_error_messages = {"shape": _("Write the six digits of the waste code, for example 17 05 04.")}

    def clean(self, value: Any) -> str:
        code = waste_codes.normalised(super().clean(value))
        if not code.isdigit() or len(code) != 6:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return code


class UnNumberField(forms.CharField):
    """Four digits, with or without UN before them."""

    default_error_messages = {"shape": _("Write the four digits of the UN number, for example UN 3082.")}

    def clean(self, value: Any) -> str:
        typed = super().clean(value).strip()
        found = UN_NUMBER.fullmatch(typed)
        if typed and found is None:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return found.group(1) if found else ""


class PartyField(forms.CharField):
    """A customer by his code, as on every page; a list of thousands is no choice."""

    default_error_messages = {"unknown": _("There is no customer with the code %(code)s.")}
    company_id: int = 0

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Customer):
            return value.code
        return value

    def clean(self, value: Any) -> Customer | None:
        code = super().clean(value).strip().upper()
        if not code:
            return None
        found = customers.by_code(self.company_id, code)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], params={"code": code}, code="unknown")
        return found


class Day(forms.DateInput):
    """The browser's own date field; its value is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def words(label: Any, *, rows: int = 2, most: int = 1000, **values: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=most, **values)


def quantity(label: Any) -> forms.DecimalField:
    """A quantity with three decimals, above zero."""
    return forms.DecimalField(
        label=label, required=False, min_value=LEAST, max_digits=14, decimal_places=3, localize=True
    )


def amount(label: Any, **values: Any) -> forms.DecimalField:
    """Euro and cents."""
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, localize=True, **values)
