"""What is known of a customer, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from desk.shown import Fact
from registry.models import Customer


def groups(customer: Customer) -> list[dict[str, Any]]:
    """The card of a customer: who, where, how to reach, how to invoice; what is empty is left out."""
    return [
        {"label": "", "facts": _stated(_identity(customer))},
        {"label": _("Contacts"), "facts": _stated(_contacts(customer))},
        {"label": _("Invoicing"), "facts": _stated(_invoicing(customer))},
    ]


def sites(customer: Customer) -> list[dict[str, str]]:
    """The places of a customer; one statement."""
    return [
        {"code": site.code, "name": site.name, "where": where(site), "rentri": site.rentri_unit}
        for site in customer.sites.filter(is_active=True).order_by("code")
    ]


def where(place: Any) -> str:
    """An address on one line: `via Selice 4, 40026 Imola (BO)`."""
    town = " ".join(filter(None, [place.postal_code, place.city, f"({place.province})" if place.province else ""]))
    return ", ".join(filter(None, [place.address, town, place.country if place.country != "IT" else ""]))


def _identity(customer: Customer) -> list[tuple[str, str]]:
    return [
        (_("Code"), customer.code),
        (_("Kind"), str(customer.get_kind_display())),
        (_("VAT number"), customer.vat_number),
        (_("Fiscal code"), customer.fiscal_code),
        (_("Address"), where(customer)),
        (_("Notes"), customer.notes),
    ]


def _contacts(customer: Customer) -> list[tuple[str, str]]:
    return [
        (_("E-mail"), customer.email),
        (_("Certified e-mail (PEC)"), customer.pec),
        (_("Phone"), customer.phone),
    ]


def _invoicing(customer: Customer) -> list[tuple[str, str]]:
    return [(_("SDI recipient code"), customer.sdi_code), (_("IBAN"), spaced(customer.iban))]


def spaced(iban: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _stated(pairs: list[tuple[str, str]]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]
