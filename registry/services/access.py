"""From a signed-in user to an actor: asked once per request, answered in one query."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from registry.actors import Actor
from registry.models import Company, Membership, User


def actor_for(user: User, company: Company | int, *, on: date) -> Actor | None:
    """The user as an actor of the company on that day, or None when he is not at work there.

    One statement: the duties are those cached on the membership, never summed up here.
    """
    company_id = company.pk if isinstance(company, Company) else company
    row = (
        Membership.objects.filter(_at_work(on), company_id=company_id, user_id=user.pk)
        .values_list("user__full_name", "user__email", "duties", "area")
        .first()
    )
    if row is None:
        return None
    full_name, email, duties, area = row
    return Actor(user_id=user.pk, name=full_name or email, duties=frozenset(duties), company_id=company_id, area=area)


def actor_in(user: User, slug: str, *, on: date) -> tuple[Company, Actor] | None:
    """The company behind a slug and the user as its actor, in one statement; None when he may not enter."""
    membership = (
        Membership.objects.filter(_at_work(on), company__slug=slug, user_id=user.pk)
        .select_related("company", "user")
        .first()
    )
    if membership is None:
        return None
    actor = Actor(
        user_id=user.pk,
        name=membership.user.name,
        duties=frozenset(membership.duties),
        company_id=membership.company_id,
        area=membership.area,
    )
    return membership.company, actor


def companies_of(user: User, *, on: date) -> list[Company]:
    """The companies the user may switch to on that day, by name."""
    mine = Membership.objects.filter(_at_work(on), user_id=user.pk).values("company_id")
    return list(Company.objects.filter(pk__in=mine).order_by("name"))


def _at_work(on: date) -> Q:
    """`until` is the first day out; an inactive user or company admits nobody."""
    dates = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return dates & Q(is_active=True, user__is_active=True, company__is_active=True)
