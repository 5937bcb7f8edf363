"""The demo's users: what they are called, where they work, which role they hold."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from cases.definition import catalogue
from cases.services.factory import seed_roles
from desk.demo.world import DOMAIN, PASSWORD, World
from registry.actors import SYSTEM, Actor
from registry.duties import CONFIGURE
from registry.models import User
from registry.services.access import actor_for
from registry.services.roles import admit

if TYPE_CHECKING:
    from datetime import date

PEOPLE = {
    "tecnico": ("Laura Bianchi", "technical_reviewer"),
    "commerciale": ("Giorgio Neri", "commercial_manager"),
    "backoffice": ("Marta Conti", "back_office"),
    "responsabile": ("Roberto Sala", "back_office_supervisor"),
    "assistenza": ("Elena Ferri", "customer_care"),
    "credito": ("Paolo Serra", "credit"),
    "fatture": ("Silvia Galli", "billing"),
    "laboratorio": ("Davide Rinaldi", "laboratory"),
    "legale": ("Anna Costa", "legal"),
    "revisore": ("Franco Villa", "auditor"),
    "pesa": ("Ivan Gatti", "gate"),
    "logistica": ("Sara Leoni", "logistics"),
    "admin": ("Chiara Moretti", "administrator"),
}
AT_LUMEN = ("tecnico", "assistenza", "credito", "fatture", "admin")


def populate(world: World, since: date) -> None:
    """Create roles and people of the company and remember them as actors."""
    founder = SYSTEM(world.company.pk, [CONFIGURE])
    roles = seed_roles(founder, [process for process in catalogue.processes() if world.uses(process.code)])
    names = AT_LUMEN if world.company.slug == "lumen" else tuple(PEOPLE)
    for name in names:
        user = _user(name)
        admit(actor=founder, user=user, since=since, roles=[roles[PEOPLE[name][1]]])
        world.actors[name] = _actor(user, world)


def _user(name: str) -> User:
    email = f"{name}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    return user or User.objects.create(email=email, password=_hashed(), full_name=PEOPLE[name][0])


@cache
def _hashed() -> str:
    """The password all of them have, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def _actor(user: User, world: World) -> Actor:
    actor = actor_for(user, world.company, on=world.today)
    if actor is None:
        raise LookupError(f"{user} has no membership in {world.company}")
    return actor
