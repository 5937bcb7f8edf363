"""Issuing a transport paper: numbered without gaps in one transaction, printed after it, voided with its number kept.

Numbers are given to the company, the series and the year (Rome), like those of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from cases.rules.days import day_of
from cases.rules.policies.series import Series
from cases.services.errors import Refused
from contracts.duties import RESERVE
from contracts.models import Approval, Reservation, TransportDocument
from contracts.queries import note_series
from contracts.queries.holding import holding, why_not_holding
from contracts.rules.fir import NotAFir, fir_number
from contracts.services import locking
from contracts.services.journal import Happening, record
from contracts.services.transport import content
from contracts.services.transport.facts import Load, load_of
from contracts.services.transport.printing import made
from contracts.services.transport.refusals import refusal
from documents.duties import ISSUE
from documents.letters.formats import Wording
from documents.letters.typeset import FORM, layout_sha256
from documents.services.letters.issuing import language_for
from registry.duties import DutyMissing
from registry.services.counters import next_numbers

if TYPE_CHECKING:
    from cases.rules.refusals import Refusal
    from contracts.services.transport.asked import Confirmation, Goods, WasteForm
    from registry.actors import Actor
    from registry.models import Customer

Kind = TransportDocument.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a paper is about, once per `key`: a delivery, an approval, or a customer alone (delivery notes)."""

    key: UUID
    customer: Customer
    approval: Approval | None = None
    reservation: Reservation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A paper before it has its number."""

    kind: str
    about: About
    series: Series
    language: str
    said: dict[str, Any]
    fir: str = ""


def confirm_order(about: About, asked: Confirmation, *, actor: Actor, now: datetime) -> TransportDocument:
    """The order confirmation of a delivery, in the customer's language. Raises Refused, DutyMissing."""
    require_issuer(actor)
    about = _valid(about, [*_not_on(about, asked.on, day_of(now)), *_too_much(about, asked.quantity_t)], day_of(now))
    language = language_for(about.customer)
    said = _said(about, language, day_of(now), lambda load, wording: content.confirmation(load, asked, wording))
    series = Series(TransportDocument.PREFIXES[Kind.ORDER])
    return _issued(_Draft(kind=Kind.ORDER, about=about, series=series, language=language, said=said), actor, now)


def issue_delivery_note(about: About, asked: Goods, *, actor: Actor, now: datetime) -> TransportDocument:
    """A delivery note (D.P.R. 472/1996) in the series the company has for the plant it leaves, or another of its own.

    Raises Refused, DutyMissing.
    """
    require_issuer(actor)
    today, plant = day_of(now), about.approval.plant_id if about.approval else None
    code = asked.series or note_series.series_of(actor.company_id, plant, today)
    reasons = [] if asked.lines else [refusal("transport_no_goods")]
    if code not in {each.code for each in note_series.in_force(actor.company_id, today)}:
        reasons.append(refusal("transport_series", series=code))
    if reasons:
        raise Refused(reasons)
    said = _said(about, "it", today, lambda load, wording: content.delivery_note(load, asked, wording))
    return _issued(_Draft(kind=Kind.DDT, about=about, series=Series(code), language="it", said=said), actor, now)


def issue_waste_sheet(about: About, asked: WasteForm, *, actor: Actor, now: datetime) -> TransportDocument:
    """The data sheet of a FIR, filled from the approval in force. Raises Refused with every reason, DutyMissing."""
    require_issuer(actor)
    tonnes = asked.quantity / 1000 if asked.unit == "kg" else None
    about = _valid(about, [*_against(asked), *_too_much(about, tonnes)], day_of(now))
    asked = replace(asked, number=fir_number(asked.number))
    said = _said(about, "it", day_of(now), lambda load, wording: content.waste_sheet(load, asked, wording))
    series = Series(TransportDocument.PREFIXES[Kind.FIR])
    draft = _Draft(kind=Kind.FIR, about=about, series=series, language="it", said=said, fir=asked.number)
    return _issued(draft, actor, now)


@transaction.atomic
def void(paper: TransportDocument, *, reason: str, actor: Actor, now: datetime) -> TransportDocument:
    """It counts no more and keeps its number; twice is once. Raises Refused without a reason, DutyMissing."""
    require_issuer(actor)
    if not reason.strip():
        raise Refused([refusal("transport_no_reason")])
    approval = locking.lock_approval(paper.approval) if paper.approval else None
    found = TransportDocument.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=paper.pk)
    if found.state == TransportDocument.State.VOIDED:
        return found
    found.void()
    found.voided_at, found.voided_by_name, found.void_reason = now, actor.name, reason.strip()
    found.save()
    if approval is not None:
        matter = {"kind": found.kind, "number": found.number, "reason": found.void_reason}
        record(approval, Happening("transport.voided", actor, now, matter))
    return found


def require_issuer(actor: Actor) -> str:
    """Who plans deliveries, or writes letters: the duty that lets the actor through. Raises DutyMissing."""
    for duty in (RESERVE, ISSUE):
        if actor.has(duty):
            return duty
    raise DutyMissing(RESERVE)


def may_issue(actor: Actor) -> bool:
    """Whether `require_issuer` lets the actor through."""
    return actor.has(RESERVE) or actor.has(ISSUE)


def _valid(about: About, reasons: list[Refusal], on: date) -> About:
    """With the version of the approval that holds today. Raises Refused with every reason."""
    held = holding(about.approval, on=on) if about.approval else None
    if about.approval is None:
        reasons.append(refusal("transport_no_approval"))
    elif held is None:
        reasons.append(why_not_holding(about.approval, on=on))
    load = about.reservation
    if load is not None and load.state not in Reservation.HELD:
        reasons.append(refusal("transport_load_gone", state=load.get_state_display()))
    if reasons:
        raise Refused(reasons)
    return replace(about, approval=held)


def _not_on(about: About, on: date | None, today: date) -> Iterator[Refusal]:
    """Why a delivery on that day cannot be confirmed; that the approval does not hold today is said elsewhere."""
    if on is None:
        return
    if on < today:
        yield refusal("transport_day_past", on=on)
    elif on > today and about.approval is not None and holding(about.approval, on=on) is None:
        yield why_not_holding(about.approval, on=on)


def _too_much(about: About, tonnes: Decimal | None) -> Iterator[Refusal]:
    limit = about.approval.per_delivery_t if about.approval else None
    if tonnes is not None and limit is not None and tonnes > limit:
        yield refusal("transport_too_much", asked=tonnes, limit=limit)


def _against(asked: WasteForm) -> Iterator[Refusal]:
    try:
        fir_number(asked.number)
    except NotAFir:
        yield refusal("transport_not_a_fir", number=asked.number)
    if asked.quantity <= 0:
        yield refusal("transport_no_quantity")
    if asked.trip.carrier is None:
        yield refusal("transport_no_carrier")
    if not asked.trip.plate:
        yield refusal("transport_no_plate")


def _said(about: About, language: str, on: date, write: Callable[[Load, Wording], dict[str, Any]]) -> dict[str, Any]:
    wording = Wording(language)
    with override(language):
        load = load_of(about.customer, about.approval, about.reservation, wording, on)
        return {
            "head": [],
            "columns": [],
            "rows": [],
            "signatures": [],
            "remark": "",
            **write(load, wording),
            "dated": wording.day(on),
        }


def _issued(draft: _Draft, actor: Actor, now: datetime) -> TransportDocument:
    """The paper with its number, and its PDF where it can be made at once."""
    paper = _numbered(draft, actor, now)
    return made(paper, now)


@transaction.atomic
def _numbered(draft: _Draft, actor: Actor, now: datetime) -> TransportDocument:
    about = draft.about
    approval = locking.lock_approval(about.approval) if about.approval else None
    papers = TransportDocument.objects.of(actor.company_id)
    if earlier := papers.filter(key=about.key).first():
        return earlier
    if draft.fir and (other := papers.filter(fir_number=draft.fir, state=TransportDocument.State.ISSUED).first()):
        raise Refused([refusal("transport_fir_used", number=draft.fir, other=other.number)])
    on = day_of(now)
    number = draft.series.number(on.year, next_numbers(actor.company_id, draft.series.name(on.year))[0])
    paper = TransportDocument.objects.create(
        company_id=actor.company_id,
        key=about.key,
        kind=draft.kind,
        series=draft.series.name(on.year),
        number=number,
        fir_number=draft.fir,
        customer=about.customer,
        approval=approval,
        reservation=about.reservation,
        language=draft.language,
        content={**draft.said, "number": number},
        layout_sha256=layout_sha256(FORM),
        dated=on,
        issued_at=now,
        issued_by_id=actor.user_id,
        issued_by_name=actor.name,
    )
    if approval is not None:
        matter = {"kind": paper.kind, "number": number, "fir": paper.fir_number}
        record(approval, Happening("transport.issued", actor, now, matter))
    return paper
