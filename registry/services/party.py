"""Contacts, further addresses and consents of a customer. Duty: registry.edit_customer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.duties import EDIT_CUSTOMER, require
from registry.history import signed
from registry.models import Address, Consent, Contact, Customer
from registry.models.party import AddressKind, ConsentSource, ContactRole, Purpose
from registry.models.user import Language
from registry.services.customers import address_checks
from registry.services.match_keys import keep_keys

if TYPE_CHECKING:
    from datetime import date, datetime

    from registry.actors import Actor


class ContactFields(TypedDict, total=False):
    """What a clerk may write about a contact."""

    name: str
    role: str
    phone: str
    email: str
    pec: str
    language: str
    is_active: bool


class AddressFields(TypedDict, total=False):
    """What a clerk may write about a further address."""

    kind: str
    attention: str
    address: str
    postal_code: str
    city: str
    province: str
    country: str
    is_active: bool


@transaction.atomic
def add_contact(customer: Customer, *, actor: Actor, **fields: Unpack[ContactFields]) -> Contact:
    """A new contact. Raises ValidationError with every wrong field by name, DutyMissing."""
    locked = _locked(customer, actor)
    contact = Contact(company_id=actor.company_id, customer=locked)
    _write(contact, _clean_contact(contact, dict(fields)), actor, "added")
    keep_keys(locked)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, actor: Actor, **fields: Unpack[ContactFields]) -> Contact:
    """Write these fields of a contact; `is_active=False` closes it. Raises as `add_contact`."""
    locked = _locked(contact.customer, actor)
    row = Contact.objects.of(actor.company_id).select_for_update().get(pk=contact.pk)
    _write(row, _clean_contact(row, dict(fields)), actor, "changed")
    keep_keys(locked)
    return row


@transaction.atomic
def add_address(customer: Customer, *, actor: Actor, **fields: Unpack[AddressFields]) -> Address:
    """A further address; a billing or mailing address takes the place of the one before it, which is closed."""
    locked = _locked(customer, actor)
    address = Address(company_id=actor.company_id, customer=locked, kind=AddressKind.OTHER)
    clean = _clean_address(address, dict(fields))
    _close_others(locked, clean["kind"], actor, but=None)
    _write(address, clean, actor, "added")
    return address


@transaction.atomic
def change_address(place: Address, *, actor: Actor, **fields: Unpack[AddressFields]) -> Address:
    """Write these fields of an address; `is_active=False` closes it. Raises as `add_contact`."""
    locked = _locked(place.customer, actor)
    row = Address.objects.of(actor.company_id).select_for_update().get(pk=place.pk)
    clean = _clean_address(row, dict(fields))
    if clean["is_active"]:
        _close_others(locked, clean["kind"], actor, but=row.pk)
    _write(row, clean, actor, "changed")
    return row


@transaction.atomic
def record_consent(
    customer: Customer,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    purpose: str,
    given: bool,
    on: date,
    source: str,
    note: str = "",
) -> Consent:
    """Write down that a consent was given or withdrawn on a day; earlier rows stay. Withdrawing is as easy as giving
    (GDPR art. 7(3)). Raises ValidationError by field: a day to come, an unknown purpose or source; DutyMissing.
    """
    validation.checked(
        {
            "purpose": partial(_among, purpose, Purpose.values, _("Choose what the consent is for.")),
            "source": partial(_among, source, ConsentSource.values, _("Choose how the consent reached us.")),
            "on": partial(_not_to_come, on, today),
        }
    )
    consent = Consent(
        company_id=actor.company_id,
        customer=_locked(customer, actor),
        purpose=purpose,
        given=given,
        on=on,
        source=source,
        note=note.strip(),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    consent.save(force_insert=True)
    return consent


def _locked(customer: Customer, actor: Actor) -> Customer:
    require(actor, EDIT_CUSTOMER)
    return Customer.objects.of(actor.company_id).select_for_update(no_key=True).get(pk=customer.pk)


def _clean_contact(row: Contact, fields: dict[str, Any]) -> dict[str, Any]:
    whole = {name: getattr(row, name) for name in ContactFields.__annotations__} | fields
    checks = {
        "name": partial(validation.required, whole["name"]),
        "role": partial(_among, whole["role"], ContactRole.values, _("Choose what this contact is for.")),
        "phone": partial(validation.phone, whole["phone"]),
        "email": partial(validation.email, whole["email"]),
        "pec": partial(validation.email, whole["pec"]),
        "language": partial(_among, whole["language"], Language.values, _("Choose a language.")),
    }
    return whole | validation.checked(checks)


def _clean_address(row: Address, fields: dict[str, Any]) -> dict[str, Any]:
    whole = {name: getattr(row, name) for name in AddressFields.__annotations__} | fields
    country = whole["country"].strip().upper() or "IT"
    checks = {
        "country": partial(validation.country, country),
        **address_checks(whole, country),
        "kind": partial(_among, whole["kind"], AddressKind.values, _("Choose what the address is for.")),
        "address": partial(validation.required, whole["address"]),
        "city": partial(validation.required, whole["city"]),
    }
    return whole | validation.checked(checks)


def _close_others(customer: Customer, kind: str, actor: Actor, *, but: int | None) -> None:
    if kind == AddressKind.OTHER:
        return
    others = customer.addresses.filter(kind=kind, is_active=True)
    for row in others if but is None else others.exclude(pk=but):
        row.is_active = False
        signed(row, by=actor, reason="another took its place").save()


def _write(row: Contact | Address, clean: dict[str, Any], actor: Actor, reason: str) -> None:
    changed = {name: value for name, value in clean.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed or row.pk is None:
        signed(row, by=actor, reason=reason).save()


def _among(value: str, known: list[str], message: Any) -> str:
    if value not in known:
        raise ValidationError(message, code="choice")
    return value


def _not_to_come(on: date, today: date) -> date:
    if on > today:
        raise ValidationError(_("The day has not come yet."), code="future")
    return on
