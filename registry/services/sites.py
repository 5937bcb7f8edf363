"""Sites of customers: where the waste is produced, where the service is delivered. Duty: registry.edit_customer."""

from __future__ import annotations

from functools import partial
from typing import Any, TypedDict, Unpack

from django.db import transaction

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, require
from registry.history import signed
from registry.models import Customer, Site
from registry.models.customer import RENTRI_UNIT
from registry.scoping import MixedCompanies
from registry.services.customers import address_checks, assign, locked_customer


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
def add_site(customer: Customer, *, actor: Actor, reason: str = "", **fields: Unpack[SiteFields]) -> Site:
    """A new site of the customer, numbered 01, 02 ... under the customer's lock. Raises as `register_customer`."""
    require(actor, EDIT_CUSTOMER)
    _require_own(customer.company_id, actor)
    locked = locked_customer(customer, actor)
    site = Site(company_id=actor.company_id, customer=locked, code=next_site_code(locked))
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


def _write_site(site: Site, fields: dict[str, Any]) -> bool:
    whole: dict[str, Any] = {name: getattr(site, name) for name in SiteFields.__annotations__} | fields
    country = whole["country"].strip().upper() or "IT"
    checks = {
        "name": partial(validation.required, whole["name"]),
        "istat_code": partial(validation.istat_code, whole["istat_code"]),
        "rentri_unit": partial(validation.rentri_unit, whole["rentri_unit"], pattern=RENTRI_UNIT),
        "country": partial(validation.country, country),
        **address_checks(whole, country),
    }
    return assign(site, whole | validation.checked(checks))


def next_site_code(customer: Customer) -> str:
    """The code of the customer's next site, under the customer's lock: one more than the highest."""
    numbers = [int(code) for code in customer.sites.values_list("code", flat=True) if code.isdecimal()]
    return f"{max(numbers, default=0) + 1:02d}"


def _require_own(company_id: int, actor: Actor) -> None:
    if company_id != actor.company_id:
        raise MixedCompanies("The row belongs to another company than the actor.")
