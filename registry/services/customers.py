"""Customers: registered and changed with every field checked at once; a prospect becomes a client."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Any, Final, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, require
from registry.history import signed
from registry.models import Customer, Site
from registry.models.customer import Kind, PaymentMethod
from registry.queries.codes import known_provinces
from registry.services.counters import next_numbers
from registry.services.match_keys import keep_keys

LONGEST_TERM: Final = 365


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
    external_code: str
    account_holder: str
    payment_method: str
    payment_days: int | None
    payment_end_of_month: bool
    notes: str


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
    keep_keys(customer)
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, *, actor: Actor, reason: str = "", **fields: Unpack[CustomerFields]
) -> Customer:
    """Write these fields, leave the others. Raises as `register_customer`; nothing is saved when nothing changes."""
    require(actor, EDIT_CUSTOMER)
    locked = locked_customer(customer, actor)
    if _write(locked, dict(fields)):
        signed(locked, by=actor, reason=reason or "changed").save()
        keep_keys(locked)
    return locked


@transaction.atomic
def become_client(customer: Customer, *, actor: Actor, on: date, reason: str = "") -> Customer:
    """A prospect becomes a client by its first contract: nothing is typed again. Twice is once.

    Called by effects of processes inside their transaction, so that nobody's duty is asked here. What is still missing
    for invoices is on the customer's to-do list from now on: `registry.queries.missing`.
    """
    locked = locked_customer(customer, actor)
    if locked.client_since is None:
        locked.is_prospect = False
        locked.client_since = on
        signed(locked, by=actor, reason=reason or "first contract").save()
    return locked


def locked_customer(customer: Customer, actor: Actor) -> Customer:
    """The customer under its lock. Raises ValidationError when it was merged into another meanwhile."""
    locked = Customer.objects.of(actor.company_id).select_for_update(no_key=True).get(pk=customer.pk)
    if locked.merged_into is not None:
        message = _("It was merged into %(customer)s: change that one.")
        raise ValidationError(message, code="merged", params={"customer": str(locked.merged_into)})
    return locked


def clean_customer(fields: CustomerFields) -> dict[str, Any]:
    """The fields in the form they are stored. Raises ValidationError with every wrong field by name.

    For forms and imports that want the verdict without the write.
    """
    new = Customer()
    return _clean({name: getattr(new, name) for name in CustomerFields.__annotations__} | dict(fields))


def _write(customer: Customer, fields: dict[str, Any]) -> bool:
    whole = {name: getattr(customer, name) for name in CustomerFields.__annotations__}
    clean = _clean(whole | fields)
    if clean["external_code"]:
        _only_here(customer, clean["external_code"])
    if clean["is_prospect"] and customer.client_since is not None:
        raise ValidationError({"is_prospect": _("It has had a contract: it is a client.")})
    return assign(customer, clean)


def _only_here(customer: Customer, external_code: str) -> None:
    others = Customer.objects.of(customer.company_id).filter(external_code=external_code, merged_into__isnull=True)
    if (other := others.exclude(pk=customer.pk).first()) is not None:
        message = _("%(customer)s has this code already.") % {"customer": other}
        raise ValidationError({"external_code": message})


def assign(row: Customer | Site, values: dict[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


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
        "external_code": partial(validation.one_line, whole["external_code"]),
        "account_holder": partial(validation.one_line, whole["account_holder"]),
        "payment_method": partial(_payment_method, whole["payment_method"]),
        "payment_days": partial(_payment_days, whole["payment_days"]),
        "country": partial(validation.country, country),
        **address_checks(whole, country),
    }
    clean = whole | validation.checked(checks)
    if is_person:
        clean["name"] = f"{clean['last_name']} {clean['first_name']}"
    return clean


def _name_checks(whole: dict[str, Any], *, is_person: bool) -> dict[str, Any]:
    """A person is shown surname first; a company under its own name."""
    names = ("first_name", "last_name") if is_person else ("name",)
    return {name: partial(validation.required, whole[name]) for name in names}


def address_checks(whole: dict[str, Any], country: str) -> dict[str, Any]:
    """Checks of the lines of an address, for `validation.checked`."""
    return {
        "address": partial(validation.one_line, whole["address"]),
        "city": partial(validation.one_line, whole["city"]),
        "postal_code": partial(validation.postal_code, whole["postal_code"], country=country),
        "province": partial(_province, whole["province"], country=country),
    }


def _province(text: str, *, country: str) -> str:
    return validation.province(text, country=country, known=known_provinces() if text else ())


def _fiscal_code(text: str, *, country: str, is_person: bool) -> str:
    code = text.strip().upper()
    if country == "IT" or re.fullmatch("[0-9]{11}", code):
        return validation.fiscal_code(text, is_person=is_person)
    if code and not re.fullmatch("[A-Z0-9]{16}", code):
        raise ValidationError(_("A tax number from abroad belongs into the VAT number."), code="fiscal_code_abroad")
    return code


def _kind(text: str) -> str:
    if text not in Kind.values:
        raise ValidationError(_("Choose a company or body, or a person."), code="kind")
    return text


def _payment_method(text: str) -> str:
    if text and text not in PaymentMethod.values:
        raise ValidationError(_("Choose the payment method from the list."), code="payment_method")
    return text


def _payment_days(days: int | None) -> int | None:
    if days is not None and not 0 <= days <= LONGEST_TERM:
        message = _("Write the days to pay as a number between 0 and %(most)d.")
        raise ValidationError(message, code="payment_days", params={"most": LONGEST_TERM})
    return days
