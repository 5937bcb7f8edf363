"""Customers that may be one, with the reasons in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Approval
from contracts.queries.clashes import Clash
from desk.formats import say_quantity
from desk.presenting.addresses import Addresses
from desk.presenting.customers import spaced, where
from registry.models import Customer
from registry.queries import waste_codes
from registry.queries.duplicates import Alike, Pair
from registry.rules.sameness import Likeness, Reason

STAYS: Final = "stays-"
"""How the fields begin that say which of two approvals stays."""
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


def clash_rows(clashes: Iterable[Clash], chosen: Collection[int] = ()) -> list[dict[str, Any]]:
    """Approvals of which one stays, as a question each; `chosen` those ticked already."""
    return [
        {
            "name": f"{STAYS}{clash.mine.pk}",
            "heading": _("Which approval stays for %(code)s at %(plant)s?")
            % {
                "code": waste_codes.printed([clash.mine.waste_code])[clash.mine.waste_code],
                "plant": f"{clash.mine.plant.name} · {clash.mine.operation}",
            },
            "options": [_option(each, chosen) for each in (clash.mine, clash.theirs)],
        }
        for clash in clashes
    ]


def _option(approval: Approval, chosen: Collection[int]) -> dict[str, Any]:
    words = _("%(state)s, %(tonnes)s a year, until %(until)s") % {
        "state": approval.get_state_display(),
        "tonnes": say_quantity(approval.yearly_quantity_t, "t"),
        "until": date_format(approval.valid_to, "SHORT_DATE_FORMAT"),
    }
    return {
        "value": approval.pk,
        "number": str(approval),
        "words": words,
        "chosen": approval.pk in chosen,
    }


def differences(kept: Customer, absorbed: Customer) -> list[dict[str, Any]]:
    """Where two customers differ, column by column: what stays by itself, and what may be taken over."""
    rows = []
    for name, label in LABELS.items():
        mine, theirs = getattr(kept, name), getattr(absorbed, name)
        if mine == theirs or theirs in ("", None):
            continue
        rows.append({"name": name, "label": str(label), "mine": mine, "theirs": theirs, "fills": mine in ("", None)})
    return rows
