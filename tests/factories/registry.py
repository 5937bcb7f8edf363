"""A small cast: two companies that must never see each other, their people and customers."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from registry.actors import SYSTEM, Actor
from registry.duties import CONFIGURE, EDIT_CUSTOMER, EDIT_PLANT
from registry.models import Company, Customer, Membership, Plant, PlantAuthorisation, Role, Site, User
from registry.services import customers, plants, roles, sites

TODAY = date(2026, 11, 21)
_serial = count(1)


def company(slug: str = "", **fields: Any) -> Company:
    """A company; without a slug, a new one each time."""
    slug = slug or f"company-{next(_serial)}"
    return Company.objects.create(slug=slug, **{"name": slug.title(), "sector": "waste", **fields})


def user(email: str = "", **fields: Any) -> User:
    """A user without a usable password."""
    number = next(_serial)
    return User.objects.create_user(email or f"ada{number}@example.com", **{"full_name": f"Ada {number}", **fields})


def office(of: Company) -> Actor:
    """The system with the registry's duties in a company: for setting a scene."""
    return SYSTEM(of.pk, [EDIT_CUSTOMER, EDIT_PLANT, CONFIGURE])


def role(of: Company, *duties: str, code: str = "") -> Role:
    """A role of the company with these duties."""
    code = code or f"role-{next(_serial)}"
    return roles.create_role(actor=office(of), code=code, name_it=code, duties=duties)


def member(of: Company, *duties: str, who: User | None = None, since: date = date(2025, 1, 1)) -> Membership:
    """Somebody at work in the company, holding these duties through a role of his own."""
    granted = [role(of, *duties)] if duties else []
    return roles.admit(actor=office(of), user=who or user(), since=since, roles=granted)


def customer(of: Company, **fields: Any) -> Customer:
    """A customer registered by the service."""
    return customers.register_customer(actor=office(of), **{"name": f"Rossi {next(_serial)} S.r.l.", **fields})


def site(of: Customer, **fields: Any) -> Site:
    """A site of the customer."""
    return sites.add_site(of, actor=office(of.company), **{"name": "Stabilimento", **fields})


def plant(of: Company, **fields: Any) -> Plant:
    """A plant of the company."""
    return plants.register_plant(actor=office(of), **{"code": f"P{next(_serial)}", "name": "Impianto", **fields})


def authorisation(of: Plant, *lines: plants.WasteLine, **deed: Any) -> PlantAuthorisation:
    """An authorisation of the plant over these lines, good for ten years around today."""
    period = {"valid_from": date(2020, 1, 1), "valid_to": date(2029, 12, 31)}
    deed = {"kind": "AIA", "number": f"{next(_serial)}/2020", **period, **deed}
    return plants.authorise(of, actor=office(of.company), wastes=lines or (plants.WasteLine("170504", "R5"),), **deed)
