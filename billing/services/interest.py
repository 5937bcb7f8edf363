"""Charging interest and the fixed sum, and entering rates. Duties: billing.charge_interest, admin.configure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.duties import CHARGE, LIMIT, RECORD
from billing.models import ContractRate, InterestCharge, InterestRate, OpenItem
from billing.models.ledger import ItemKind
from billing.queries.interest import grown
from billing.refusals import no
from billing.services.items import NewItem, enter_item
from billing.services.locking import lock_items, lock_ledgers
from cases.rules.chain import plain
from cases.rules.days import day_of
from registry.duties import CONFIGURE, require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from billing.queries.interest import Grown
    from registry.actors import Actor
    from registry.models import Customer


@dataclass(frozen=True, slots=True)
class Charged:
    """The items that charging made; `costs` when the fixed sum was due."""

    interest: OpenItem
    costs: OpenItem | None


def charge_interest(item: OpenItem, until_on: date, *, actor: Actor, now: datetime) -> Charged:
    """Make what has grown on an item by a day, and the fixed sum, items of their own; the next charge goes on after it.

    Raises DutyMissing, Refused (nothing has grown, a rate is missing, a day that has not come).
    """
    require(actor, CHARGE)
    if until_on > day_of(now):
        raise no("booked_in_future", on=until_on)
    with transaction.atomic():
        lock_ledgers(actor.company_id, [item.customer_id])
        item = lock_items(actor.company_id, [item.pk])[item.pk]
        found = grown(item, until_on)
        if not found.accrual.total:
            raise no("interest_nothing", on=until_on)
        charge = _accessory(item, found, ItemKind.INTEREST, found.accrual.total, actor, now)
        InterestCharge.objects.create(
            company_id=item.company_id,
            item=charge,
            about=item,
            until_on=until_on,
            rows=[_row(each) for each in found.accrual.rows],
        )
        fixed = found.compensation
        costs = _accessory(item, found, ItemKind.COSTS, fixed, actor, now) if fixed else None
    return Charged(charge, costs)


def _accessory(item: OpenItem, found: Grown, kind: str, amount: Decimal, actor: Actor, now: datetime) -> OpenItem:
    today = day_of(now)
    count = item.accessories.filter(kind=kind).count() + 1
    new = NewItem(
        customer=item.customer,
        kind=kind,
        document_number=item.document_number,
        instalment=count,
        issued_on=today,
        due_on=today,
        amount=amount,
        contract_ref=item.contract_ref,
        supply_point=item.supply_point,
        about=item,
        reason=", ".join(found.sources) if kind == ItemKind.INTEREST else "",
        source="interest" if kind == ItemKind.INTEREST else "compensation",
        source_key=f"{item.pk}:{count}",
    )
    may_enter = replace(actor, duties=frozenset({RECORD}))  # who may charge interest may enter what it comes to
    return enter_item(new, actor=may_enter, now=now)


def _row(row: object) -> dict[str, str | int]:
    return {name: plain(getattr(row, name)) for name in ("principal", "from_on", "to_on", "days", "percent", "amount")}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """A rate by law as its source prints it; `valid_to` is its last day."""

    kind: str
    valid_from: date
    valid_to: date
    percent: Decimal
    source: str
    to_be_confirmed: bool = True


def enter_rate(new: NewRate, *, actor: Actor) -> InterestRate:
    """Enter or correct a rate of the company; one that begins on the same day is replaced, its history kept.

    Raises DutyMissing, ValidationError (no source, days out of order, a rate that overlaps another entered one).
    """
    require(actor, CONFIGURE)
    if not new.source.strip():
        raise ValidationError({"source": _("A rate needs its source: the gazette, or who said so.")})
    if new.valid_to < new.valid_from:
        raise ValidationError({"valid_to": _("The last day is before the first.")})
    rows = InterestRate.objects.of(actor.company_id).filter(kind=new.kind)
    with transaction.atomic():
        row = rows.filter(valid_from=new.valid_from).first() or InterestRate(company_id=actor.company_id)
        others = rows.exclude(pk=row.pk).filter(valid_from__lte=new.valid_to, valid_to__gte=new.valid_from)
        if others.exists():
            raise ValidationError({"valid_from": _("Another rate of this kind holds on some of these days.")})
        row.kind, row.valid_from, row.valid_to = new.kind, new.valid_from, new.valid_to
        row.percent, row.source, row.to_be_confirmed = new.percent, new.source.strip(), new.to_be_confirmed
        row.full_clean()
        signed(row, by=actor, reason="entered").save()
    return row


def enter_contract_rate(
    customer: Customer, *, valid_from: date, percent: Decimal | None, source: str, contract_ref: str = "", actor: Actor
) -> ContractRate:
    """Enter what a contract says of default interest; without a percentage it is the legal rate.

    Raises DutyMissing, ValidationError.
    """
    require(actor, LIMIT)
    rows = ContractRate.objects.of(actor.company_id).filter(customer=customer, contract_ref=contract_ref)
    with transaction.atomic():
        row = rows.filter(valid_from=valid_from).first() or ContractRate(
            company_id=actor.company_id, customer=customer, contract_ref=contract_ref, valid_from=valid_from
        )
        row.percent, row.source = percent, source.strip()
        row.full_clean()
        signed(row, by=actor, reason="entered").save()
    return row
