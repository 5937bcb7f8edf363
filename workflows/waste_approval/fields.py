"""Fields of the sheet that read more than they show."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import NumberField
from registry import validation
from registry.models import Customer
from registry.queries import customers, waste_codes

UN_NUMBER: Final = re.compile(r"(?:UN)?\s*([0-9]{4})", re.IGNORECASE)
SHOWN: Final = 5
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


class Line(forms.CharField):
    """A text of one line, without signs that hide or turn the text around them."""

    def to_python(self, value: Any) -> Any:
        """The line as it is kept."""
        return validation.one_line(super().to_python(value) or "")


class Words(forms.CharField):
    """A text of several lines, without such signs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The lines as they are kept."""
        return validation.several_lines(super().to_python(value) or "")


class PartyField(forms.CharField):
    """A customer by his code or by words that fit only one; a list of thousands is no choice."""

    default_error_messages = {
        "unknown": _("No customer is found by “%(typed)s”: write the code, or other words of the name."),
        "several": _("More than one customer is found by “%(typed)s”; write the code of one: %(names)s"),
    }
    company_id: int = 0

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Customer):
            return value.code
        return value

    def clean(self, value: Any) -> Customer | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        hits = customers.fitting(self.company_id, typed)
        if len(hits) == 1:
            return customers.by_code(self.company_id, hits[0].code)
        names = ", ".join(f"{hit.code} {hit.name}" for hit in hits[:SHOWN]) + (", …" if len(hits) > SHOWN else "")
        code = "several" if hits else "unknown"
        raise forms.ValidationError(self.error_messages[code], code=code, params={"typed": typed[:60], "names": names})


def words(label: Any, *, rows: int = 2, most: int = 1000, **values: Any) -> forms.CharField:
    """A text of several lines."""
    return Words(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=most, **values)


def quantity(label: Any) -> NumberField:
    """A quantity with three decimals, above zero."""
    return NumberField(label=label, required=False, min_value=LEAST, max_digits=14, decimal_places=3)


def amount(label: Any, **values: Any) -> NumberField:
    """Euro and cents."""
    return NumberField(label=label, max_digits=12, decimal_places=2, **values)
