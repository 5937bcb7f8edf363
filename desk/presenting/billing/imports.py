"""What stands against a line of an imported file, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.imports.reasons import TEXTS
from desk import formats
from desk.forms.billing.files import FIELDS

DAYS: Final = {"future": ("value",), "due_before_issue": ("due", "issued"), "paid_before_issue": ("paid", "issued")}
SUMS: Final = {
    "sign_wrong": ("value",),
    "paid_too_much": ("paid", "amount"),
    "amount_below_zero": ("value",),
    "paid_since": ("paid", "settled"),
}
"""Which parameters of a reason were understood as days or amounts; what could not be read stays as it was typed."""


def said(reason: Mapping[str, Any], content: str) -> str:
    """A reason in words, its field by its label."""
    code, params = reason["code"], dict(reason["params"])
    if "field" in params:
        params["field"] = str(FIELDS[content].get(params["field"], params["field"]))
    if isinstance(params.get("fields"), list):
        params["fields"] = ", ".join(str(FIELDS[content].get(name, name)) for name in params["fields"])
    params |= {
        name: date_format(date.fromisoformat(params[name]), "SHORT_DATE_FORMAT")
        for name in DAYS.get(code, ())
        if name in params
    }
    params |= {name: formats.say_money(Decimal(params[name])) for name in SUMS.get(code, ()) if name in params}
    return _(TEXTS[code]).format_map(Kept(params))


class Kept(dict[str, Any]):
    """The parameters as the report has kept them; one that an earlier wording did not ask for is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"
