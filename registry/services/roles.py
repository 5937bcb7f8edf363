"""Roles and who holds them. Every change refreshes the duties cached on the memberships it concerns.

Locks in this order: roles by id, then memberships by id. Whoever reads the duties of a role while granting it has
locked that role, so that a change of the role at the same moment cannot leave a stale cache behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.history import signed
from registry.models import Membership, Role, User
from registry.scoping import MixedCompanies

_DUTY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def create_role(*, actor: Actor, code: str, name_it: str, name_en: str = "", duties: Iterable[str] = ()) -> Role:
    """A new role of the actor's company. Raises ValidationError for a malformed duty or a code in use."""
    require(actor, CONFIGURE)
    role = Role(company_id=actor.company_id, code=code, name_it=name_it, name_en=name_en, duties=_checked(duties))
    role.full_clean()
    signed(role, by=actor, reason="created").save()
    return role


@transaction.atomic
def set_role_duties(role: Role, *, actor: Actor, duties: Iterable[str], reason: str = "") -> Role:
    """Replace what the role may do; everyone who holds it gains or loses it at once."""
    require(actor, CONFIGURE)
    wanted = _checked(duties)
    role = _lock_roles([role], actor)[0]
    role.duties = wanted
    signed(role, by=actor, reason=reason or "duties changed").save()
    _refresh(_holders([role]), actor, reason=f"role {role.code}: duties changed")
    return role


@transaction.atomic
def set_role_active(role: Role, *, actor: Actor, is_active: bool, reason: str = "") -> Role:
    """Retire a role or bring it back; a retired role gives nobody a duty."""
    require(actor, CONFIGURE)
    role = _lock_roles([role], actor)[0]
    role.is_active = is_active
    signed(role, by=actor, reason=reason or ("brought back" if is_active else "retired")).save()
    _refresh(_holders([role]), actor, reason=f"role {role.code}: {'brought back' if is_active else 'retired'}")
    return role


@transaction.atomic
def admit(*, actor: Actor, user: User, since: date, roles: Iterable[Role] = (), area: str = "") -> Membership:
    """Let the user work in the actor's company from `since`, with these roles. Raises ValidationError when he does."""
    require(actor, CONFIGURE)
    membership = Membership(company_id=actor.company_id, user=user, since=since, area=area)
    membership.full_clean()
    signed(membership, by=actor, reason="admitted").save()
    return grant_roles(membership, actor=actor, roles=roles)


@transaction.atomic
def grant_roles(membership: Membership, *, actor: Actor, roles: Iterable[Role], reason: str = "") -> Membership:
    """Add roles to a membership. Raises MixedCompanies for a role of another company."""
    require(actor, CONFIGURE)
    locked = _lock_roles(roles, actor)
    membership = _lock_membership(membership, actor)
    membership.roles.add(*locked)
    return _refreshed(membership, actor, reason=reason or f"granted {_codes(locked)}")


@transaction.atomic
def revoke_roles(membership: Membership, *, actor: Actor, roles: Iterable[Role], reason: str = "") -> Membership:
    """Take roles from a membership."""
    require(actor, CONFIGURE)
    locked = _lock_roles(roles, actor)
    membership = _lock_membership(membership, actor)
    membership.roles.remove(*locked)
    return _refreshed(membership, actor, reason=reason or f"revoked {_codes(locked)}")


@transaction.atomic
def end_membership(membership: Membership, *, actor: Actor, until: date, reason: str = "") -> Membership:
    """Close a membership: `until` is the first day on which the user is out. Raises ValidationError before `since`."""
    require(actor, CONFIGURE)
    membership = _lock_membership(membership, actor)
    if until <= membership.since:
        error = ValidationError(_("The end must come after the start."), code="until_too_early")
        raise ValidationError({"until": error})
    membership.until = until
    signed(membership, by=actor, reason=reason or "ended").save()
    return membership


def memberships_with_stale_duties() -> list[Membership]:
    """For the doctor: memberships whose cached duties are not those of their roles. Empty in a healthy database."""
    return [each for each in Membership.objects.prefetch_related("roles") if each.duties != _summed(each)]


def _holders(roles: list[Role]) -> QuerySet[Membership]:
    held = Membership.objects.filter(roles__in=[role.pk for role in roles]).values("pk")
    return Membership.objects.filter(pk__in=held)


def _refreshed(membership: Membership, actor: Actor, *, reason: str) -> Membership:
    membership.duties = _summed(membership)
    signed(membership, by=actor, reason=reason).save()
    return membership


def _refresh(memberships: QuerySet[Membership], actor: Actor, *, reason: str) -> None:
    """Lock, sum up, save where something changed; the prefetch runs after the lock is held."""
    for membership in memberships.select_for_update().prefetch_related("roles").order_by("pk"):
        if membership.duties != _summed(membership):
            _refreshed(membership, actor, reason=reason)


def _summed(membership: Membership) -> list[str]:
    return sorted({duty for role in membership.roles.all() if role.is_active for duty in role.duties})


def _lock_roles(roles: Iterable[Role], actor: Actor) -> list[Role]:
    wanted = {role.pk for role in roles}
    found = list(Role.objects.of(actor.company_id).filter(pk__in=wanted).select_for_update().order_by("pk"))
    if len(found) != len(wanted):
        raise MixedCompanies("A role belongs to another company.")
    return found


def _lock_membership(membership: Membership, actor: Actor) -> Membership:
    return Membership.objects.select_for_update().get(pk=membership.pk, company_id=actor.company_id)


def _codes(roles: list[Role]) -> str:
    return ", ".join(role.code for role in roles) or "nothing"


def _checked(duties: Iterable[str]) -> list[str]:
    wanted = sorted(set(duties))
    wrong = [duty for duty in wanted if not _DUTY.fullmatch(duty)]
    if wrong:
        message = _("These are not duties (written process.duty): %(wrong)s")
        error = ValidationError(message, code="not_a_duty", params={"wrong": ", ".join(wrong)})
        raise ValidationError({"duties": error})
    return wanted
