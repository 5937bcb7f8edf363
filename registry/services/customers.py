"""Customers and sites: registered and changed with every field checked at once."""

from __future__ import annotations

from functools import partial
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, require
from registry.history import signed
from registry.models import Customer, Site
from registry.models.customer import RENTRI_UNIT, Kind
from registry.queries.codes import known_provinces
from registry.scoping import MixedCompanies
from registry.services.counters import next_numbers


class CustomerFields(TypedDict, total=False):
    """What a clerk may write about a customer; what is left out stays as it is (empty when new)."""

    kind: str
    name: str
    first_name: str
    last_name: str
    vat_number: str
    fiscal_code: str
    iban: str
    pec: str
    email: str
    phone: str
    sdi_code: str
    is_public_body: bool
    address: str
    postal_code: str
    city: str
    province: str
    country: str
    is_prospect: bool
    notes: str


class SiteFields(TypedDict, total=False):
    """What a clerk may write about a site."""

    name: str
    address: str
    postal_code: str
    city: str
    province: str
    country: str
    istat_code: str
    rentri_unit: str
    is_active: bool


@transaction.atomic
def register_customer(*, actor: Actor, reason: str = "", **fields: Unpack[CustomerFields]) -> Customer:
    """A new customer of the actor's company, under the next code.

    Raises ValidationError with every wrong field by name, and DutyMissing.
    """
    require(actor, EDIT_CUSTOMER)
    customer = Customer(company_id=actor.company_id)
    _write(customer, dict(fields))
    (number,) = next_numbers(actor.company_id, "customer")
    customer.code = f"C{number:06d}"
    signed(customer, by=actor, reason=reason or "registered").save()
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, *, actor: Actor, reason: str = "", **fields: Unpack[CustomerFields]
) -> Customer:
    """Write these fields, leave the others. Raises as `register_customer`; nothing is saved when nothing changes."""
    require(actor, EDIT_CUSTOMER)
    locked = Customer.objects.of(actor.company_id).select_for_update().get(pk=customer.pk)
    if _write(locked, dict(fields)):
        signed(locked, by=actor, reason=reason or "changed").save()
    return locked


@transaction.atomic
def add_site(customer: Customer, *, actor: Actor, reason: str = "", **fields: Unpack[SiteFields]) -> Site:
    """A new site of the customer, numbered 01, 02 ... under the customer's lock. Raises as `register_customer`."""
    require(actor, EDIT_CUSTOMER)
    _require_own(customer.company_id, actor)
    locked = Customer.objects.of(actor.company_id).select_for_update().get(pk=customer.pk)
    site = Site(company_id=actor.company_id, customer=locked, code=f"{locked.sites.count() + 1:02d}")
    _write_site(site, dict(fields))
    signed(site, by=actor, reason=reason or "added").save()
    return site


@transaction.atomic
def change_site(site: Site, *, actor: Actor, reason: str = "", **fields: Unpack[SiteFields]) -> Site:
    """Write these fields of a site, leave the others. Sites are closed (`is_active`), never deleted."""
    require(actor, EDIT_CUSTOMER)
    locked = Site.objects.of(actor.company_id).select_for_update().get(pk=site.pk)
    if _write_site(locked, dict(fields)):
        signed(locked, by=actor, reason=reason or "changed").save()
    return locked


def clean_customer(fields: CustomerFields) -> dict[str, Any]:
    """The fields in the form they are stored. Raises ValidationError with every wrong field by name.

    For forms and imports that want the verdict without the write.
    """
    new = Customer()
    return _clean({name: getattr(new, name) for name in CustomerFields.__annotations__} | dict(fields))


def _write(customer: Customer, fields: dict[str, Any]) -> bool:
    whole = {name: getattr(customer, name) for name in CustomerFields.__annotations__}
    return _assign(customer, _clean(whole | fields))


def _write_site(site: Site, fields: dict[str, Any]) -> bool:
    whole: dict[str, Any] = {name: getattr(site, name) for name in SiteFields.__annotations__} | fields
    country = whole["country"].strip().upper() or "IT"
    checks = {
        "name": partial(validation.required, whole["name"]),
        "istat_code": partial(validation.istat_code, whole["istat_code"]),
        "rentri_unit": partial(validation.rentri_unit, whole["rentri_unit"], pattern=RENTRI_UNIT),
        **_address_checks(whole, country),
    }
    return _assign(site, whole | validation.checked(checks) | {"country": country})


def _clean(whole: dict[str, Any]) -> dict[str, Any]:
    country = whole["country"].strip().upper() or "IT"
    is_person = whole["kind"] == Kind.NATURAL
    checks = {
        "kind": partial(_kind, whole["kind"]),
        **_name_checks(whole, is_person=is_person),
        "vat_number": partial(validation.vat_number, whole["vat_number"], country=country),
        "fiscal_code": partial(_fiscal_code, whole["fiscal_code"], country=country, is_person=is_person),
        "iban": partial(validation.iban, whole["iban"]),
        "pec": partial(validation.email, whole["pec"]),
        "email": partial(validation.email, whole["email"]),
        "phone": partial(validation.phone, whole["phone"]),
        "sdi_code": partial(
            validation.sdi_code, whole["sdi_code"], is_public_body=whole["is_public_body"], country=country
        ),
        **_address_checks(whole, country),
    }
    clean = whole | validation.checked(checks) | {"country": country}
    if is_person:
        clean["name"] = f"{clean['last_name']} {clean['first_name']}"
    return clean


def _name_checks(whole: dict[str, Any], *, is_person: bool) -> dict[str, Any]:
    """A person is shown surname first; a company under its own name."""
    names = ("first_name", "last_name") if is_person else ("name",)
    return {name: partial(validation.required, whole[name]) for name in names}


def _address_checks(whole: dict[str, Any], country: str) -> dict[str, Any]:
    return {
        "postal_code": partial(validation.postal_code, whole["postal_code"], country=country),
        "province": partial(_province, whole["province"], country=country),
    }


def _province(text: str, *, country: str) -> str:
    return validation.province(text, country=country, known=known_provinces() if text else ())


def _fiscal_code(text: str, *, country: str, is_person: bool) -> str:
    return validation.fiscal_code(text, is_person=is_person) if country == "IT" else text.strip().upper()


def _kind(text: str) -> str:
    if text not in Kind.values:
        raise ValidationError(_("Choose a company or body, or a person."), code="kind")
    return text


def _assign(row: Customer | Site, values: dict[str, Any]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _require_own(company_id: int, actor: Actor) -> None:
    if company_id != actor.company_id:
        raise MixedCompanies("The row belongs to another company than the actor.")
