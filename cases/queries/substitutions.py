"""For whom a person may act today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from cases.definition import catalogue
from cases.models import Substitution, kept
from cases.queries.people import at_work
from registry.actors import Actor
from registry.models import Membership

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from cases.models import WorkItem
    from registry.models import User
    from registry.scoping import ScopedQuerySet


def in_force(company_id: int, on: date | kept.Given) -> ScopedQuerySet[Substitution]:
    """The substitutions that run on a day; a revoked one stopped at once."""
    return Substitution.objects.of(company_id).filter(from_on__lte=on, to_on__gte=on, revoked_at__isnull=True)


def acting_for(user_id: int, company_id: int, on: date, process_code: str = "") -> list[Actor]:
    """The user as substitute: one actor for each absent person, with that person's duties in the processes covered.

    In one statement. Only the absent person's own duties pass on, never those he has as a substitute himself, and
    only duties of processes: nobody configures the product or manages people in another's place. A leaver's duties
    end with his membership, on either side.
    """
    actors: dict[int, Actor] = {}
    for row in kept.rows(_standing_in, company=company_id, user=user_id, on=on):
        duties = passed_on(row.duties or (), row.process_codes, process_code)
        if duties:
            earlier = actors.get(row.absent_id)
            already = earlier.duties if earlier else frozenset()
            actors[row.absent_id] = _actor(row.absent, row.substitute, company_id, duties | already, row.area)
    return list(actors.values())


def _standing_in() -> QuerySet[Substitution]:
    on, user_id = kept.Given("on"), kept.Given("user")
    theirs = Membership.objects.filter(at_work(on), company_id=kept.COMPANY, user_id=OuterRef("absent_id"))
    own = Membership.objects.filter(at_work(on), company_id=kept.COMPANY, user_id=user_id)
    running = in_force(kept.COMPANY, on).filter(Exists(own), substitute_id=user_id)
    rows = running.select_related("absent", "substitute").annotate(
        duties=Subquery(theirs.values("duties")[:1]), area=Subquery(theirs.values("area")[:1])
    )
    return rows.order_by("absent__full_name", "pk")


def _actor(absent: User, substitute: User, company_id: int, duties: frozenset[str], area: str) -> Actor:
    return Actor(
        user_id=substitute.pk,
        name=substitute.name,
        duties=duties,
        company_id=company_id,
        acting_for_id=absent.pk,
        acting_for_name=absent.name,
        area=area,
    )


def fitting(item: WorkItem, actor: Actor, on: date) -> Actor:
    """The actor as who he should act on an item: himself where he may, else in the place of whom he may act for.

    An item he took for somebody is acted on for that one. When nothing fits, the actor as he is: the service refuses.
    """
    if item.acting_for_id is None and actor.has(item.duty) and _was_chosen(item, actor.user_id):
        return actor
    if actor.user_id is None or actor.acting_for_id is not None:
        return actor
    others = acting_for(actor.user_id, actor.company_id, on, item.process_code)
    for other in others:
        is_his = item.acting_for_id in (None, other.acting_for_id)
        if is_his and other.has(item.duty) and _was_chosen(item, other.acting_for_id):
            return other
    return actor


def _was_chosen(item: WorkItem, person_id: int | None) -> bool:
    return not item.candidates or person_id in item.candidate_ids


def passed_on(duties: Collection[str], process_codes: Collection[str], process_code: str = "") -> frozenset[str]:
    """Those of a person's duties that a substitution passes on; no process codes: those of every process."""
    covered = {process.code for process in catalogue.processes()}
    if process_codes:
        covered &= set(process_codes)
    if process_code:
        covered &= {process_code}
    return frozenset(duty for duty in duties if duty.partition(".")[0] in covered)


def substitutions_from(company_id: int, on: date) -> list[Substitution]:
    """Present and coming substitutions of the company, with both people, revoked ones left out."""
    rows = Substitution.objects.of(company_id).filter(to_on__gte=on, revoked_at__isnull=True)
    return list(rows.select_related("absent", "substitute").order_by("from_on", "pk"))
