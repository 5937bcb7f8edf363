"""Dated delegation: who may act in a person's place, in which processes, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cases.definition import catalogue
from cases.models import Notice, Substitution
from cases.queries.people import duties_by_person
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services.absences import require_order, require_self_or_manager
from cases.services.errors import NotPermitted, Refused
from cases.services.handing import MANAGE_PEOPLE

if TYPE_CHECKING:
    from datetime import date, datetime

    from registry.actors import Actor
    from registry.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a substitution covers: both days included; no process codes: every process."""

    from_on: date
    to_on: date
    process_codes: tuple[str, ...] = ()
    reason: str = ""


def grant(absent: User, substitute: User, term: Term, *, actor: Actor, now: datetime) -> Substitution:
    """Let one person act in another's place; the substitute is told.

    Who may: the absent person, or who manages people; nobody in another's place, so that it is never passed on.
    Raises NotPermitted; Refused with every reason.
    """
    author = require_self_or_manager(absent.pk, actor)
    require_order(term.from_on, term.to_on)
    refusals = _against(absent, substitute, term, actor, day_of(now))
    if refusals:
        raise Refused(refusals)
    with transaction.atomic():
        row = Substitution.objects.create(
            company_id=actor.company_id,
            absent=absent,
            substitute=substitute,
            process_codes=sorted(set(term.process_codes)),
            from_on=term.from_on,
            to_on=term.to_on,
            reason=term.reason.strip(),
            created_by_id=author,
            created_at=now,
        )
        _tell(row, "substitution_granted", actor, now)
    return row


def revoke(substitution: Substitution, *, actor: Actor, now: datetime) -> Substitution:
    """End a substitution at once; what was done in its time stays. Revoked twice: nothing happens.

    Raises NotPermitted.
    """
    if substitution.company_id != actor.company_id:
        raise NotPermitted(MANAGE_PEOPLE)
    require_self_or_manager(substitution.absent_id, actor)
    with transaction.atomic():
        rows = Substitution.objects.of(actor.company_id).select_related("absent").select_for_update(of=("self",))
        row = rows.get(pk=substitution.pk)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by_id = now, actor.user_id
            row.save(update_fields=("revoked_at", "revoked_by"))
            _tell(row, "substitution_revoked", actor, now)
    return row


def _against(absent: User, substitute: User, term: Term, actor: Actor, on: date) -> list[Refusal]:
    people = duties_by_person(actor.company_id, on)
    known = {process.code for process in catalogue.processes()}
    checks = (
        (absent.pk != substitute.pk, Refusal("same_person", N_("Nobody is his own substitute."))),
        (absent.pk in people, _not_here(absent)),
        (substitute.pk in people, _not_here(substitute)),
        (term.to_on >= on, Refusal("already_over", N_("The last day is past."))),
        (set(term.process_codes) <= known, Refusal("unknown_process", N_("One of the processes does not exist."))),
    )
    return [refusal for holds, refusal in checks if not holds]


def _not_here(person: User) -> Refusal:
    return Refusal("not_at_work", N_("{person} does not work in this company."), params={"person": person.name})


def _tell(row: Substitution, kind: str, actor: Actor, now: datetime) -> None:
    if row.substitute_id == actor.user_id:
        return
    Notice.objects.create(
        company_id=row.company_id,
        user_id=row.substitute_id,
        kind=kind,
        source=f"{kind}:{row.pk}",
        params={"absent": row.absent.name, "from": row.from_on.isoformat(), "to": row.to_on.isoformat()},
        created_at=now,
    )
