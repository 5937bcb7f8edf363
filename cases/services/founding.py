"""The first steps of an installation: a company with its roles and its first administrator, then the people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.services.factory import seed_roles
from registry.actors import SYSTEM
from registry.duties import CONFIGURE, require
from registry.history import signed
from registry.models import Company, Membership, Role, User
from registry.services.roles import admit, grant_roles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cases.definition import Process
    from registry.actors import Actor

FIRST_ROLE: Final = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is to work here. Who has signed in somewhere before keeps name and password."""

    email: str
    full_name: str = ""
    password: str = ""


@transaction.atomic
def found_company(
    company: Company, administrator: Person, *, processes: Sequence[Process] | None, on: date
) -> Membership:
    """Keep a new company with the factory's roles for these processes (None: all) and its first administrator.

    Raises ValidationError by field; then nothing was written.
    """
    company.full_clean()
    company.save()
    founder = SYSTEM(company.pk, [CONFIGURE])
    roles = seed_roles(founder, processes)
    return admit(actor=founder, user=_user(administrator), since=on, roles=[roles[FIRST_ROLE]])


@transaction.atomic
def employ(person: Person, role_codes: Sequence[str], *, actor: Actor, on: date) -> Membership:
    """Let a person work in the actor's company with these roles; who works there already gets them besides.

    Raises DutyMissing, ValidationError by field; then nothing was written.
    """
    require(actor, CONFIGURE)
    roles = _roles(actor.company_id, role_codes)
    user = _user(person)
    membership = Membership.objects.filter(user=user, company_id=actor.company_id).first()
    if membership is None:
        return admit(actor=actor, user=user, since=on, roles=roles)
    if membership.until is not None or not membership.is_active:
        membership.until, membership.is_active = None, True
        signed(membership, by=actor, reason="employed again").save()
    return grant_roles(membership, actor=actor, roles=roles)


def _roles(company_id: int, codes: Sequence[str]) -> list[Role]:
    known = {role.code: role for role in Role.objects.of(company_id).filter(is_active=True)}
    unknown = sorted(set(codes) - known.keys())
    if unknown or not codes:
        message = _("Choose among the roles of the company: %(known)s.")
        params = {"known": ", ".join(sorted(known))}
        raise ValidationError({"roles": ValidationError(message, code="role_unknown", params=params)})
    return [known[code] for code in codes]


def _user(person: Person) -> User:
    email = person.email.strip().lower()
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    user = User(email=email, full_name=person.full_name.strip())
    user.full_clean(exclude=["password"])
    try:
        validate_password(person.password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.error_list}) from weak
    return User.objects.create_user(email, person.password, full_name=user.full_name)
