"""What belongs to a customer, for its page: to-do, people, addresses, sites, group, consents, approvals, changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import Approval
from desk.formats import say_quantity
from desk.presenting.addresses import Addresses
from desk.presenting.customers import where
from desk.presenting.duplicates import hits
from desk.shown import State
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, MERGE_CUSTOMERS
from registry.models import Customer
from registry.models.party import Purpose
from registry.queries import waste_codes
from registry.queries.duplicates import alike
from registry.queries.history import Change, changes
from registry.queries.missing import missing
from registry.services.match_keys import known_of

TONES = {Approval.State.IN_FORCE: "good", Approval.State.SUSPENDED: "wait", Approval.State.REVOKED: "bad"}


def belongings(customer: Customer, actor: Actor, to: Addresses, on: date) -> dict[str, Any]:
    """For templates/desk/pages/customer.html; a constant number of statements."""
    may_edit = actor.has(EDIT_CUSTOMER)

    def link(route: str, *args: object) -> str:
        return to.to(route, customer.code, *args) if may_edit else ""

    return {
        "edit_href": link("edit-customer"),
        "todo": [_todo(each, link) for each in missing(customer, on=on)],
        "alike": hits(alike(customer.company_id, known_of(customer), but=customer), to, customer.code)
        if actor.has(MERGE_CUSTOMERS)
        else [],
        "contacts": contacts(customer, link),
        "contact_href": link("new-contact"),
        "addresses": addresses(customer, link),
        "address_href": link("new-address"),
        "sites": sites(customer, link),
        "site_href": link("new-site"),
        "group": group(customer, to),
        "parent_href": link("parent"),
        "consents": consents(customer),
        "consent_href": link("new-consent"),
        "changes": [_change(each, customer) for each in changes(customer)],
    }


def contacts(customer: Customer, link: Any) -> list[dict[str, Any]]:
    """The people at the customer's; one statement."""
    return [
        {
            "name": row.name,
            "role": row.get_role_display(),
            "phone": row.phone,
            "emails": list(filter(None, [row.email, row.pec])),
            "language": row.get_language_display() if row.language != "it" else "",
            "href": link("edit-contact", row.pk),
        }
        for row in customer.contacts.filter(is_active=True).order_by("name", "pk")
    ]


def addresses(customer: Customer, link: Any) -> list[dict[str, str]]:
    """The further addresses; one statement."""
    return [
        {
            "label": str(row.get_kind_display()),
            "where": ", ".join(filter(None, [row.attention, where(row)])),
            "href": link("edit-address", row.pk),
        }
        for row in customer.addresses.filter(is_active=True).order_by("kind", "pk")
    ]


def sites(customer: Customer, link: Any) -> list[dict[str, Any]]:
    """The places of a customer; one statement."""
    return [
        {
            "code": site.code,
            "name": site.name,
            "where": where(site),
            "rentri": site.rentri_unit,
            "is_active": site.is_active,
            "href": link("edit-site", site.pk),
        }
        for site in customer.sites.order_by("-is_active", "code")
    ]


def group(customer: Customer, to: Addresses) -> dict[str, Any]:
    """Whom it belongs to and who belongs to it; two statements."""
    members = customer.members.filter(merged_into__isnull=True).order_by("search_key")
    return {
        "parent": _named(customer.parent, to) if customer.parent else None,
        "members": [_named(each, to) for each in members],
    }


def consents(customer: Customer) -> list[dict[str, Any]]:
    """For each purpose asked so far what holds now, and what was before; one statement."""
    rows: dict[str, list[Any]] = {}
    for row in customer.consents.select_related("recorded_by").order_by("-on", "-pk"):
        rows.setdefault(row.purpose, []).append(row)
    return [
        {
            "label": str(Purpose(purpose).label),
            "state": State(_("given"), "good") if found[0].given else State(pgettext("consent", "withdrawn"), "bad"),
            "now": _consent(found[0]),
            "before": [_consent(row) for row in found[1:]],
        }
        for purpose, found in sorted(rows.items())
    ]


def approvals(rows: Iterable[Approval], to: Addresses, *, with_papers: bool = False) -> list[dict[str, Any]]:
    """Approvals as lines, with where their transport documents are for who may see them; one statement."""
    listed = list(rows)
    printed = waste_codes.printed([row.waste_code for row in listed])
    return [
        {
            "number": str(row),
            "href": to.case(row.case.number) if row.case else "",
            "papers": to.to("transport-about", row.number, row.version) if with_papers else "",
            "code": printed[row.waste_code],
            "site": row.site.name if row.site else _("every site"),
            "plant": f"{row.plant.code} · {row.operation}",
            "quantity": say_quantity(row.yearly_quantity_t, "t"),
            "until": row.valid_to,
            "state": State(str(row.get_state_display()), TONES.get(row.state, "calm")),
        }
        for row in listed
    ]


def _todo(each: Any, link: Any) -> dict[str, str]:
    elsewhere = {"contacts": "new-contact", "consents": "new-consent"}.get(each.field)
    href = link(elsewhere or "edit-customer")
    return {"text": str(each.text), "href": href if elsewhere or not href else f"{href}#id_{each.field}"}


def _change(each: Change, customer: Customer) -> dict[str, Any]:
    """A change in words: which columns, or what happened to it as a whole."""
    reason = each.reason
    if reason.startswith("merged into"):
        text = _("Merged away: %(code)s") % {"code": reason.removeprefix("merged into ")}
    elif reason.endswith("merged into it"):
        text = _("%(code)s was merged into it") % {"code": reason.split()[0]}
    else:
        text = ", ".join(each.columns) or _("Registered")
    return {"at": each.at, "who": each.who, "text": text, "code": each.code if each.code != customer.code else ""}


def _named(customer: Customer, to: Addresses) -> dict[str, str]:
    return {"name": customer.name, "code": customer.code, "href": to.customer(customer.code)}


def _consent(row: Any) -> dict[str, Any]:
    return {
        "given": row.given,
        "on": row.on,
        "source": row.get_source_display(),
        "note": row.note,
        "by": row.recorded_by.name if row.recorded_by else "",
    }
