"""The life of an approval in force. Called by effects of processes, inside their transaction; or by the nightly tick.

Nobody's duty is asked here: who may decide is the process's question, answered before its effect runs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.rules.days import day_of
from contracts.models import Approval, Prescription
from contracts.models.approval import ApprovalState, asked_as, line_of
from contracts.services.journal import Happening, record
from contracts.services.locking import lock_approval

if TYPE_CHECKING:
    from datetime import date, datetime

    from cases.models import Case
    from contracts.terms import Terms
    from registry.actors import Actor

CHUNK = 500
_DAY = timedelta(days=1)


@transaction.atomic
def put_in_force(
    terms: Terms,
    *,
    actor: Actor,
    now: datetime,
    case: Case | None = None,
    number: str = "",
    supersedes: Approval | None = None,
    origin: str = "desk",
) -> Approval:
    """Write the next version of an approval and let it hold from its first day.

    Its number is the case's. Whatever is in force for the same customer, site, code, plant and operation gives way,
    and so does `supersedes`, the version it renews when one of those changed; the year's quantities go on.
    Raises IntegrityError for terms that contradict themselves (a delivery above the year, an end before the start).
    """
    line = line_of(
        customer_id=terms.customer.pk,
        site_id=terms.site.pk if terms.site else None,
        waste_code=terms.waste_code,
        plant_id=terms.plant.pk,
        operation=terms.operation,
    )
    older = _older(actor.company_id, line, supersedes)
    for each in older:
        if each.state in Approval.UNDERWAY:
            _give_way(each, actor=actor, now=now, since=terms.valid_from, origin=origin)
    number = case.number if case else number
    approval = Approval(
        company_id=actor.company_id,
        case=case,
        number=number,
        version=_next_version(actor.company_id, number, older),
        supersedes=supersedes or (older[-1] if older else None),
        line=line,
        asked_as=asked_as(customer_id=terms.customer.pk, waste_code=terms.waste_code, plant_id=terms.plant.pk),
        **columns(terms),
    )
    approval.save(force_insert=True)
    Prescription.objects.bulk_create(
        Prescription(company_id=actor.company_id, approval=approval, position=position, kind=each.kind, text=each.text)
        for position, each in enumerate(terms.prescriptions)
    )
    matter = {"valid_to": approval.valid_to, "line": line}
    record(approval, Happening("approval.put_in_force", actor, now, matter, origin))
    return approval


def suspend(approval: Approval, *, actor: Actor, now: datetime, reason: str) -> Approval:
    """Nothing may be delivered until it is resumed; what is reserved stays reserved. Twice is once.

    Raises django_fsm.TransitionNotAllowed for one that has ended; so do the others below.
    """
    return _moved(approval, "suspend", Approval.State.SUSPENDED, actor=actor, now=now, reason=reason)


def resume(approval: Approval, *, actor: Actor, now: datetime, reason: str = "") -> Approval:
    """It holds again, up to the day it held before. Twice is once."""
    return _moved(approval, "resume", Approval.State.IN_FORCE, actor=actor, now=now, reason=reason)


def revoke(approval: Approval, *, actor: Actor, now: datetime, reason: str) -> Approval:
    """Take it back for good, from today. Twice is once."""
    return _moved(approval, "revoke", Approval.State.REVOKED, actor=actor, now=now, reason=reason, ended_on=day_of(now))


def expire(approval: Approval, *, actor: Actor, now: datetime) -> Approval:
    """Close it after its last day. Twice is once."""
    after = approval.valid_to + _DAY
    return _moved(approval, "expire", Approval.State.EXPIRED, actor=actor, now=now, reason="", ended_on=after)


def supersede(approval: Approval, *, actor: Actor, now: datetime, since: date) -> Approval:
    """Let it give way to a newer version from that day on: until the day before it goes on answering. Twice is once."""
    with transaction.atomic():
        locked = lock_approval(approval)
        if locked.state != Approval.State.SUPERSEDED:
            _give_way(locked, actor=actor, now=now, since=since)
        return locked


def expire_due(*, actor: Actor, now: datetime) -> int:
    """Close every approval of the actor's company whose last day has passed; how many. Each in its own transaction."""
    today = day_of(now)
    due = Approval.objects.of(actor.company_id).filter(state__in=Approval.UNDERWAY, valid_to__lt=today)
    count = 0
    for approval in due.order_by("valid_to", "pk").iterator(chunk_size=CHUNK):
        expire(approval, actor=actor, now=now)
        count += 1
    return count


@transaction.atomic
def _moved(
    approval: Approval, move: str, target: ApprovalState, *, actor: Actor, now: datetime, reason: str, **changes: Any
) -> Approval:
    locked = lock_approval(approval)
    if locked.state != target:
        getattr(locked, move)()
        vars(locked).update(state_reason=reason, **changes)
        record(locked, Happening(KINDS[target], actor, now, {"reason": reason}))
    return locked


KINDS = {
    Approval.State.SUSPENDED: "approval.suspended",
    Approval.State.IN_FORCE: "approval.resumed",
    Approval.State.REVOKED: "approval.revoked",
    Approval.State.EXPIRED: "approval.expired",
    Approval.State.SUPERSEDED: "approval.superseded",
}


def _give_way(approval: Approval, *, actor: Actor, now: datetime, since: date, origin: str = "desk") -> None:
    """A suspended version holds no more at once: days before the newer one were not good either."""
    was_good = approval.state == Approval.State.IN_FORCE
    approval.give_way()
    approval.ended_on = since if was_good else approval.valid_from
    record(approval, Happening(KINDS[Approval.State.SUPERSEDED], actor, now, {"ended_on": approval.ended_on}, origin))


def _older(company_id: int, line: str, supersedes: Approval | None) -> list[Approval]:
    """Every version of the line, oldest first, and the one renewed, all locked."""
    same = Approval.objects.of(company_id).filter(line=line)
    if supersedes is not None:
        same = same | Approval.objects.of(company_id).filter(pk=supersedes.pk)
    return list(same.select_for_update(of=("self",)).order_by("pk"))


def _next_version(company_id: int, number: str, older: list[Approval]) -> int:
    same_number = Approval.objects.of(company_id).filter(number=number).order_by("-version").first()
    known = [each.version for each in (*older, same_number) if each is not None]
    return max(known, default=0) + 1


def columns(terms: Terms) -> dict[str, Any]:
    """The terms as columns."""
    return {
        "customer": terms.customer,
        "site": terms.site,
        "waste_code": terms.waste_code,
        "plant": terms.plant,
        "operation": terms.operation,
        "provenance": terms.provenance,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "valid_to_cause": terms.valid_to_cause,
        "yearly_quantity_t": terms.yearly_quantity_t,
        "per_delivery_t": terms.per_delivery_t,
        "price_per_tonne": terms.price.per_tonne,
        "price_per_trip": terms.price.per_trip,
        "price_minimum": terms.price.minimum,
        "price_note": terms.price.note,
        "is_adr": terms.adr.is_adr,
        "adr_un_number": terms.adr.un_number,
        "adr_class": terms.adr.adr_class,
        "adr_packing_group": terms.adr.packing_group,
    }
