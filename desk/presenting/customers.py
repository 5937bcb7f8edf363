"""What is known of a customer, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from desk.formats import say_full
from desk.shown import Fact
from registry.models import Customer
from registry.models.customer import Kind


def groups(customer: Customer) -> list[dict[str, Any]]:
    """The card of a customer: who, where, how to reach, how to invoice; what is empty is left out."""
    return [
        {"label": "", "facts": _stated(_identity(customer))},
        {"label": _("Contacts"), "facts": _stated(_contacts(customer))},
        {"label": _("Invoices and payment"), "facts": _stated(_invoicing(customer))},
    ]


def where(place: Any) -> str:
    """An address on one line: `via Selice 4, 40026 Imola (BO)`."""
    town = " ".join(filter(None, [place.postal_code, place.city, f"({place.province})" if place.province else ""]))
    return ", ".join(filter(None, [place.address, town, getattr(place, "country", "IT").removeprefix("IT")]))


def _identity(customer: Customer) -> list[tuple[str, str]]:
    return [
        (_("Code"), customer.code),
        (_("Kind"), str(customer.get_kind_display())),
        (_("VAT number"), customer.vat_number),
        (_("Fiscal code"), customer.fiscal_code),
        (_("Address"), where(customer)),
        (_("Client since"), say_full(customer.client_since) if customer.client_since else ""),
        (_("Code in another system"), customer.external_code),
        (_("Notes"), customer.notes),
    ]


def _contacts(customer: Customer) -> list[tuple[str, str]]:
    return [
        (_("E-mail"), customer.email),
        (_("Certified e-mail (PEC)"), customer.pec),
        (_("Phone"), customer.phone),
    ]


def _invoicing(customer: Customer) -> list[tuple[str, str]]:
    return [
        (_("Invoices go to"), delivery(customer)),
        (_("Payment"), payment(customer)),
        (_("IBAN"), spaced(customer.iban)),
        (_("Account holder"), customer.account_holder),
    ]


def delivery(customer: Customer) -> str:
    """By which way an e-invoice reaches the customer (FatturaPA 1.2.3, CodiceDestinatario and PECDestinatario)."""
    if customer.country != "IT":
        return _("abroad (XXXXXXX), a copy by e-mail")
    if customer.is_public_body and customer.sdi_code:
        return _("office code %(code)s") % {"code": customer.sdi_code}
    if customer.sdi_code not in ("", "0000000"):
        return _("SDI code %(code)s") % {"code": customer.sdi_code}
    if customer.pec:
        return _("PEC %(pec)s (0000000)") % {"pec": customer.pec}
    return _("reserved area of the revenue agency (0000000)") if customer.kind == Kind.NATURAL else ""


def payment(customer: Customer) -> str:
    """How and by when it pays: `RiBa, 60 days from the end of the month`."""
    days = ""
    if customer.payment_days is not None:
        days = _("%(days)d days") % {"days": customer.payment_days}
        if customer.payment_end_of_month:
            days = _("%(days)s from the end of the month") % {"days": days}
    return ", ".join(filter(None, [customer.get_payment_method_display(), days]))


def spaced(iban: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _stated(pairs: list[tuple[str, str]]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]
