"""Customers that may be one, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.presenting.addresses import Addresses
from desk.presenting.customers import spaced, where
from registry.models import Customer
from registry.queries.duplicates import Alike, Pair
from registry.rules.sameness import Likeness, Reason

COMPARED: Final = (
    "name",
    "first_name",
    "last_name",
    "vat_number",
    "fiscal_code",
    "iban",
    "postal_code",
    "phone",
    "email",
    "pec",
)
SURE, LIKELY = 90, 70
LABELS: Final = {
    "vat_number": gettext_lazy("VAT number"),
    "fiscal_code": gettext_lazy("Fiscal code"),
    "iban": gettext_lazy("IBAN"),
    "account_holder": gettext_lazy("Account holder"),
    "pec": gettext_lazy("Certified e-mail (PEC)"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "sdi_code": gettext_lazy("SDI recipient code"),
    "address": gettext_lazy("Street and number"),
    "postal_code": gettext_lazy("Postal code"),
    "city": gettext_lazy("Town"),
    "province": gettext_lazy("Province"),
    "external_code": gettext_lazy("Code in another system"),
    "payment_method": gettext_lazy("Payment method"),
    "payment_days": gettext_lazy("Days to pay"),
    "notes": gettext_lazy("Notes"),
}


def as_typed(typed: Mapping[str, Any]) -> dict[str, str]:
    """What of a form tells one customer from another."""
    return {name: str(typed.get(name, ""))[:200] for name in COMPARED}


def hits(found: Iterable[Alike], to: Addresses, code: str = "") -> list[dict[str, Any]]:
    """Customers like the one typed or shown; with its code, where the two are compared."""
    return [
        {
            **who(each.customer, to),
            **sureness(each.likeness),
            "merge_href": to.to("merge", code, each.customer.code) if code else "",
        }
        for each in found
    ]


def pairs_shown(found: Iterable[Pair], to: Addresses) -> list[dict[str, Any]]:
    """Pairs to work through."""
    return [
        {
            "first": who(pair.first, to),
            "second": who(pair.second, to),
            **sureness(pair.likeness),
            "merge_href": to.to("merge", pair.first.code, pair.second.code),
        }
        for pair in found
    ]


def who(customer: Customer, to: Addresses) -> dict[str, str]:
    """A customer in two lines."""
    return {
        "name": customer.name,
        "code": customer.code,
        "where": where(customer),
        "number": customer.vat_number or customer.fiscal_code,
        "href": to.customer(customer.code),
    }


def sureness(likeness: Likeness) -> dict[str, Any]:
    """The score and the reasons in words."""
    tone = "bad" if likeness.score >= SURE else "wait" if likeness.score >= LIKELY else "calm"
    return {"score": likeness.score, "tone": tone, "reasons": [say(reason) for reason in likeness.reasons]}


def say(reason: Reason) -> str:
    """`same phone 0541123456`."""
    texts = {
        "vat_number": _("same VAT number %(value)s"),
        "fiscal_code": _("same fiscal code %(value)s"),
        "iban": _("same IBAN %(value)s"),
        "email": _("same e-mail %(value)s"),
        "phone": _("same phone %(value)s"),
        "name": _("similar name, same postal code %(value)s"),
    }
    return texts[reason.kind] % {"value": spaced(reason.value) if reason.kind == "iban" else reason.value}


def differences(kept: Customer, absorbed: Customer) -> list[dict[str, Any]]:
    """Where two customers differ, column by column: what stays by itself, and what may be taken over."""
    rows = []
    for name, label in LABELS.items():
        mine, theirs = getattr(kept, name), getattr(absorbed, name)
        if mine == theirs or theirs in ("", None):
            continue
        rows.append({"name": name, "label": str(label), "mine": mine, "theirs": theirs, "fills": mine in ("", None)})
    return rows
