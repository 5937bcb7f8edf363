"""What makes an approval be asked about anew: refused loads, complaints, inspections. Duty: contracts.weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.rules.days import day_of
from contracts.duties import WEIGH
from contracts.models import LoadRejection, Reservation
from contracts.services import locking
from contracts.services.journal import Happening, announce
from contracts.services.reservations import give_back, locked
from registry.duties import require

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from contracts.models import Approval
    from registry.actors import Actor

TRIGGERS: Final = ("complaint", "inspection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """What was refused: tonnes, the reason ("NC", "IR" or "A"), why in words; `is_partial`: the rest was weighed."""

    rejected_t: Decimal
    reason: str
    words: str
    is_partial: bool = False
    transport_document: str = ""


@transaction.atomic
def reject_load(
    key: str, said: Rejected, *, actor: Actor, now: datetime, approval: Approval | None = None
) -> LoadRejection:
    """Record a refused load and announce "approval.load_rejected"; repeating it changes nothing.

    `key` is the reservation's, or with `approval` (a load that came unannounced) the caller's own. A load refused as a
    whole frees what was reserved for it; of a partly refused one the accepted part is recorded by `consume`.
    Raises Reservation.DoesNotExist, ValidationError by field, DutyMissing.
    """
    require(actor, WEIGH)
    earlier = LoadRejection.objects.of(actor.company_id).filter(key=key).first()
    if earlier is not None:
        return earlier
    reservation = None
    if approval is None:
        reservation = locked(actor.company_id, key)
        approval = reservation.approval
    else:
        approval = locking.lock_approval(approval)
    rejection = LoadRejection(
        company_id=actor.company_id,
        approval=approval,
        reservation=reservation,
        key=key,
        on=day_of(now),
        reason=said.reason,
        is_partial=said.is_partial,
        rejected_t=said.rejected_t,
        transport_document=said.transport_document.strip(),
        words=said.words.strip(),
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by_name=actor.name,
    )
    rejection.full_clean(exclude=("reservation", "recorded_by"))
    rejection.save(force_insert=True)
    if reservation is not None and not said.is_partial and reservation.state == Reservation.State.RESERVED:
        give_back(reservation, now=now, move="release")
    _tell(rejection, actor=actor, now=now)
    return rejection


def _tell(rejection: LoadRejection, *, actor: Actor, now: datetime) -> None:
    matter = {
        "reason": rejection.reason,
        "words": rejection.words,
        "rejected_t": rejection.rejected_t,
        "on": rejection.on,
        "transport_document": rejection.transport_document,
    }
    happening = Happening("approval.load_rejected", actor, now, matter)
    announce(rejection.approval, happening, source=f"rejection:{rejection.pk}")


@transaction.atomic
def question(approval: Approval, trigger: str, *, key: str, words: str, actor: Actor, now: datetime) -> None:
    """Ask whether an approval is still right, because of a complaint or an inspection: "approval.questioned".

    `key` names what asks, once and for all. For effects of processes: nobody's duty is asked here.
    Raises ValidationError for another trigger.
    """
    if trigger not in TRIGGERS:
        raise ValidationError({"trigger": _("A complaint or an inspection asks about an approval.")})
    happening = Happening("approval.questioned", actor, now, {"trigger": trigger, "words": words})
    announce(approval, happening, source=f"question:{approval.pk}/{key}"[:80])
