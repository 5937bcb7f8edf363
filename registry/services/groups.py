"""The hierarchy of customers: a company belongs to a group or to a company above it, never in a circle."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, require
from registry.history import signed
from registry.models import Company, Customer
from registry.services.customers import locked_customer

MOST_LEVELS = 10


def lock_hierarchy(company_id: int) -> None:
    """One at a time changes who belongs to whom; others go on writing rows of the company meanwhile."""
    Company.objects.select_for_update(no_key=True).get(pk=company_id)


@transaction.atomic
def set_parent(customer: Customer, parent: Customer | None, *, actor: Actor, reason: str = "") -> Customer:
    """Put the customer below another one, or below none. Twice is once.

    Raises ValidationError for "parent" when that closes a circle or goes deeper than ten levels, DutyMissing.
    """
    require(actor, EDIT_CUSTOMER)
    lock_hierarchy(actor.company_id)
    locked = locked_customer(customer, actor)
    if parent is not None:
        parent = locked_customer(parent, actor)
        _refuse_circles(locked, parent)
    if locked.parent_id != (parent and parent.pk):
        locked.parent = parent
        signed(locked, by=actor, reason=reason or "group changed").save()
    return locked


def above(customer: Customer) -> list[Customer]:
    """Everybody above a customer, the nearest first; a statement for each level."""
    found: list[Customer] = []
    each = customer.parent
    while each is not None and len(found) < MOST_LEVELS:
        found.append(each)
        each = each.parent
    return found


def _refuse_circles(customer: Customer, parent: Customer) -> None:
    way_up = [parent, *above(parent)]
    if any(each.pk == customer.pk for each in way_up):
        message = _("%(parent)s already belongs below %(customer)s: one of them has to stand on top.")
        params = {"parent": parent.name, "customer": customer.name}
        raise ValidationError({"parent": ValidationError(message, code="circle", params=params)})
    if len(way_up) >= MOST_LEVELS:
        message = _("The group is %(most)d levels deep already.")
        raise ValidationError({"parent": ValidationError(message, code="depth", params={"most": MOST_LEVELS})})
