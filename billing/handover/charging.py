"""An event of a case becomes a hand-over: told by the relay, priced by the tariff, once.

Order per case: a hand-over is priced when all earlier ones of its case are settled, so that a reversal takes back just
what billing has. Locks: the case first, then its hand-overs.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.handover import work
from billing.handover.bodies import body_of, digest_of, key_of
from billing.handover.pricing import ZERO, Priced, priced
from billing.handover.systems import system_on
from billing.handover.tariffs import TARIFF, ProcessTariff, remember, tariff_of
from billing.handover.texts import reason
from billing.models import Charge, Handover
from billing.models.handover import SystemKind
from cases.models import Case
from cases.outbox import consumers
from cases.outbox.consumers import Consumer
from cases.queries.policies import decide
from cases.rules.days import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from billing.handover.tariffs import Said
    from cases.definition import Process
    from cases.models import Dispatch
    from cases.rules.tables.model import Answer
    from registry.models import Customer

FISCAL: Final = ("address", "postal_code", "city")


def register(process: Process, tariff: ProcessTariff) -> None:
    """Let the events of a process that the tariff names be handed over to billing."""
    remember(process.code, tariff)
    topics = tuple(process.duty(step) for step in (*tariff.charging, *tariff.reversing))
    label = format_lazy(_("Billing: {process}"), process=process.label)
    consumers.subscribe(Consumer(f"charges.{process.code}", topics, hand_over, label=label))


def hand_over(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """The consumer: open the hand-over of an event and price it, or leave it to wait. Told twice, nothing happens."""
    event = dispatch.event
    if event is None:
        raise LookupError("only an event of a case is handed over")
    case = locked_case(event.case_id, dispatch.company_id)
    known = Handover.objects.of(case.company_id).filter(event=event).first()
    if known is not None:
        return {"handover": known.pk, "repeated": True}
    on = day_of(event.recorded_at)
    handover = Handover(
        company_id=case.company_id,
        case=case,
        event=event,
        customer=case.customer,
        seq=event.seq,
        on=on,
        system=system_on(case.company_id, on).kind,
        next_try_at=now,
        created_at=now,
    )
    handover.save(force_insert=True)
    advance(case, now)
    return {"handover": handover.pk}


def locked_case(case_id: int, company_id: int) -> Case:
    """The case with its dossier, its row locked until the transaction ends."""
    rows = Case.objects.of(company_id).select_related("customer", "company").select_for_update(of=("self",))
    case = rows.get(pk=case_id)
    case.dossier = case.process.dossier.objects.of(company_id).get(pk=case_id)
    return case


def advance(case: Case, now: datetime) -> None:
    """Price what waits, oldest first, as far as it goes. The case is locked."""
    rows = Handover.objects.of(case.company_id).filter(case=case, status__in=Handover.OPEN)
    for handover in rows.select_related("company", "event", "customer").select_for_update(of=("self",)).order_by("seq"):
        if handover.status != Handover.WAITING:
            return
        handover.case = case
        price(handover, (handover.on,), now)
        if handover.is_open:
            return


def price(handover: Handover, days: tuple[date, ...], now: datetime) -> None:
    """Price by the tariff of the first of these days that can; saved as ready, taken, or to be repaired.

    The built-in billing takes it at once, in the same transaction; another system is sent it afterwards.
    """
    case, event = handover.occasion
    tariff = tariff_of(case.process_code)
    said = tariff.read(case)
    handover.customer = said.customer
    found = _taken_back(handover) if event.transition in tariff.reversing else _due(handover, said, days)
    if reasons := (*found.reasons, *lacking(said.customer)):
        handover.set_aside()
        handover.reasons = list(reasons)
        work.open_for(handover, now)
        handover.save()
        return
    handover.reasons = []
    handover.total = sum((line["amount"] for line in found.lines if line["amount"] is not None), ZERO)
    _write(handover, said, found, now)


def _write(handover: Handover, said: Said, found: Priced, now: datetime) -> None:
    span = {"valid_from": said.valid_from, "valid_to": said.valid_to}
    own = {"company_id": handover.company_id, "handover": handover, "event": handover.event, "recorded_at": now}
    charges = [Charge(**own, position=n, **{**span, **line}) for n, line in enumerate(found.lines, start=1)]
    Charge.objects.bulk_create(charges)
    make_ready(handover, charges, now)


def make_ready(handover: Handover, charges: list[Charge], now: datetime) -> None:
    """Write the body under its key; what nobody else has to take is taken. Saves."""
    handover.key = key_of(handover, handover.revision)
    handover.body = body_of(handover, charges)
    handover.digest = digest_of(handover.body)
    handover.make_ready()
    handover.next_try_at, handover.failures, handover.trouble = now, 0, {}
    if handover.system == SystemKind.BUILT_IN or not charges:
        reference = handover.name if charges else ""
        handover.receipt = {"reference": reference, "digest": handover.digest, "total": str(handover.total)}
        handover.take()
        handover.billed, handover.settled_at = handover.total, now
    work.end(handover, now)
    handover.save()


def _due(handover: Handover, said: Said, days: tuple[date, ...]) -> Priced:
    found = Priced((), (reason("tariff_missing", on=handover.on),))
    for on in days:
        found = _priced_on(handover, said, on)
        if not found.reasons:
            break
    return found


def _priced_on(handover: Handover, said: Said, on: date) -> Priced:
    case, event = handover.occasion
    inputs = {case.pk: {"event": event.transition, **said.inputs}}
    decided = decide(case.company_id, case.process_code, TARIFF, inputs, on)[case.pk]
    if decided.decision is None:
        why = reason("tariff_unclear", problem=decided.error) if decided.error else reason("tariff_missing", on=on)
        return Priced((), (why,))
    if not decided.decision.answers:
        return Priced((), (reason("tariff_silent"),))
    rows: list[tuple[str, Answer]] = list(zip(decided.decision.row_ids, decided.decision.answers, strict=True))
    found = priced(rows, _sums(handover, said))
    version = {name: decided.reference[name] for name in ("policy", "version", "of")}
    lines = tuple({**line, "policy": {**version, **line["policy"]}} for line in found.lines)
    return Priced(lines, found.reasons)


def _sums(handover: Handover, said: Said) -> dict[str, Decimal | None]:
    """What the case states, and what a person stated where it does not."""
    given = {name: Decimal(each["amount"]) for name, each in handover.given.items()}
    stated = {name: value for name, value in said.sums.items() if value is not None}
    return {**dict.fromkeys(said.sums), **given, **stated}


def _taken_back(handover: Handover) -> Priced:
    """The counter-charges of what billing has of the case and the tariff calls refundable."""
    standing = Charge.objects.of(handover.company_id).filter(
        handover__case=handover.case, handover__status=Handover.TAKEN, reverses__isnull=True, reversal__isnull=True
    )
    rows = standing.filter(is_refundable=True).select_related("handover").order_by("pk")
    return Priced(tuple({**counter(charge), **_terms(charge)} for charge in rows), ())


COPIED: Final = (
    "kind", "description_it", "description_en", "quantity", "unit", "vat_rate", "vat_nature", "policy", "period_to",
)  # fmt: skip


def counter(charge: Charge) -> dict[str, Any]:
    """A counter-charge: its unit price is negative, as an e-invoice wants it, whose quantities have no sign."""
    return {
        **{name: getattr(charge, name) for name in COPIED},
        "unit_price": -charge.unit_price,
        "amount": None if charge.amount is None else -charge.amount,
        "is_refundable": False,
        "reverses": charge,
    }


def _terms(charge: Charge) -> dict[str, Any]:
    """What a counter-charge of a case says besides: of which event it is, and the days of an agreed price."""
    return {
        "line": f"{charge.line}/{charge.handover.seq}",
        "valid_from": charge.valid_from,
        "valid_to": charge.valid_to,
    }


def lacking(customer: Customer | None) -> Iterator[Mapping[str, Any]]:
    """Reasons: what an invoice must say of the customer and cannot (DPR 633/72, art. 21, para. 2, letters e and f)."""
    if customer is None:
        yield reason("customer_missing")
        return
    lacking = [name for name in FISCAL if not getattr(customer, name)]
    lacking += ["province"] if customer.country == "IT" and not customer.province else []
    if not customer.vat_number and not customer.fiscal_code:
        lacking.insert(0, "vat_number")
    if lacking:
        yield reason("customer_incomplete", customer=customer.name, what=",".join(lacking))
