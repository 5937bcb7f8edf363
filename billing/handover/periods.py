"""A period of a contract line becomes a hand-over: charged once, taken back by a counter-charge, in the same ways as
what cases hand over.

Whoever has the contracts calls this; billing knows of a contract only its code, the code of a line, and the days.
Locks: the customer's ledger when a period is charged, the hand-over taken back before the one that takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from billing.duties import HAND_OVER
from billing.handover.charging import counter, lacking, make_ready
from billing.handover.pricing import ONE, ZERO
from billing.handover.systems import system_on
from billing.handover.texts import no
from billing.models import Charge, Handover
from billing.models.charge import ChargeKind
from billing.services.locking import lock_ledgers
from cases.rules.days import day_of
from cases.rules.money import decimals
from registry.duties import require
from registry.models import Customer

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from registry.actors import Actor

BELOW: Final = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is due for one period of one contract line: `period_to` is the first day after it.

    `due_on`: by when it is to be paid; none: by the terms of the customer. `source`: what the contract says of the
    price (its version, the row of its price list), kept with the charge.
    """

    customer: Customer
    contract_ref: str
    line: str
    description_it: str
    description_en: str
    amount: Decimal
    vat_rate: Decimal
    period_from: date
    period_to: date
    vat_nature: str = ""
    kind: str = ChargeKind.RECURRING
    due_on: date | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


SAID: Final = ("description_it", "description_en", "amount", "vat_rate", "vat_nature", "period_to", "kind", "due_on")


def charge_period(new: Period, *, actor: Actor, now: datetime) -> Handover:
    """Charge a period and hand it over to whoever bills today. Charged again with the same contents it is the same.

    Raises DutyMissing, Refused (another customer's company, no amount, no days, VAT unclear, known with other contents,
    or some of the days charged already).
    """
    require(actor, HAND_OVER)
    _refuse(new, actor)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [new.customer.pk])
        known = _known(new, actor.company_id)
        if known is not None:
            return known
        customer = Customer.objects.of(actor.company_id).get(pk=new.customer.pk)
        handover = _opened(actor.company_id, customer, now)
        handover.contract_ref, handover.line, handover.period_from = new.contract_ref, new.line, new.period_from
        handover.total = new.amount
        handover.save(force_insert=True)
        _charged(handover, {name: getattr(new, name) for name in SAID} | {"policy": dict(new.source)}, now)
        send_or_ask(handover, now)
    return handover


def take_back(handover: Handover, *, reason: str, actor: Actor, now: datetime) -> Handover:
    """Take a charged period back, once; it goes when billing has what it takes back, and then to the same billing.

    Raises DutyMissing, Refused (no reason, not of a contract, itself a reversal, or given up: nothing to undo).
    """
    require(actor, HAND_OVER)
    if not reason.strip():
        raise no("reason_missing")
    with transaction.atomic():
        first = locked_first(handover)
        if first.case_id or handover.reverses_id:
            raise no("not_a_period")
        back = Handover.objects.of(first.company_id).filter(reverses=first).first()
        if back is not None:
            return back
        if first.status == Handover.DROPPED:
            raise no("nothing_to_take_back")
        back = _opened(first.company_id, first.customer, now)
        back.contract_ref, back.line, back.period_from = first.contract_ref, first.line, first.period_from
        back.reverses, back.system = first, first.system
        back.acts = [act("taken_back", actor, now, reason=reason.strip())]
        back.save(force_insert=True)
        go_on(first, now)
    return Handover.objects.of(first.company_id).get(pk=back.pk)


def act(what: str, actor: Actor, now: datetime, **more: Any) -> dict[str, Any]:
    """What a person did about the hand-over of a period, as it is kept."""
    return {"what": what, "by": actor.name, "at": now.isoformat(), **more}


def locked_first(handover: Handover) -> Handover:
    """The hand-over of a period, or the one it takes back: locked until the transaction ends."""
    rows = Handover.objects.of(handover.company_id).select_related("customer")
    return rows.select_for_update(of=("self",)).get(pk=handover.reverses_id or handover.pk)


def go_on(first: Handover, now: datetime) -> None:
    """Let the one that takes it back go, once it is settled. What billing never had is not taken back."""
    rows = Handover.objects.of(first.company_id).filter(reverses=first, status=Handover.WAITING)
    back = rows.select_related("company", "customer").select_for_update(of=("self",)).first()
    if back is None or first.is_open:
        return
    if first.status == Handover.TAKEN:
        charge = Charge.objects.of(first.company_id).select_related("handover").get(handover=first)
        _charged(back, counter(charge), now)
        back.total = -first.total
    send_or_ask(back, now)


def send_or_ask(handover: Handover, now: datetime) -> None:
    """Ready to be sent, or taken at once; where the customer is not complete, for a person. Saves."""
    handover.reasons = list(lacking(handover.customer))
    if handover.reasons:
        handover.set_aside()
        handover.save()
        return
    rows = Charge.objects.of(handover.company_id).filter(handover=handover)
    make_ready(handover, list(rows.select_related("reverses__handover")), now)


def _opened(company_id: int, customer: Customer | None, now: datetime) -> Handover:
    on = day_of(now)
    kind = system_on(company_id, on).kind
    return Handover(company_id=company_id, customer=customer, on=on, system=kind, next_try_at=now, created_at=now)


def _charged(handover: Handover, said: Mapping[str, Any], now: datetime) -> None:
    usual = {"line": handover.line, "quantity": ONE, "unit": "once", "unit_price": said["amount"]}
    days = {"contract_ref": handover.contract_ref, "period_from": handover.period_from}
    own = {"company_id": handover.company_id, "handover": handover, "position": 1, "recorded_at": now, **days}
    Charge(**{**usual, **said, **own}).save(force_insert=True)


def _known(new: Period, company_id: int) -> Handover | None:
    """The hand-over of just this period. Raises Refused where days of it are charged already, or it says other things.

    What was taken back does not count: its days are charged anew under another line.
    """
    rows = Charge.objects.of(company_id).filter(
        event__isnull=True, reverses__isnull=True, contract_ref=new.contract_ref, line=new.line
    )
    same = rows.filter(period_from=new.period_from).select_related("handover").first()
    if same is None:
        across = rows.filter(period_from__lt=new.period_to, period_to__gt=new.period_from).order_by("pk").first()
        if across is not None:
            raise no("period_overlaps", since=across.period_from, until=across.period_to)
        return None
    different = [name for name in SAID if getattr(same, name) != getattr(new, name)]
    if different or same.handover.customer_id != new.customer.pk:
        raise no("charged_differently", contract=new.contract_ref, line=new.line, since=new.period_from)
    return same.handover


def _refuse(new: Period, actor: Actor) -> None:
    if new.customer.company_id != actor.company_id:
        raise no("other_company")
    if not (new.contract_ref.strip() and new.line.strip()):
        raise no("contract_missing")
    if new.period_to <= new.period_from:
        raise no("period_empty", since=new.period_from, until=new.period_to)
    if new.amount == ZERO or decimals(new.amount) > 2 or abs(new.amount) >= BELOW:
        raise no("amount_unfit", amount=new.amount)
    if bool(new.vat_nature) is (new.vat_rate > 0) or new.vat_rate < 0:
        raise no("vat_unclear", line=new.line)
