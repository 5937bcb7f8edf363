"""A run is prepared: who is asked for, what each owes, how he is reached, and who is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from billing.duties import READ
from billing.models import CustomerStatement, StatementRun
from billing.models.statements import Way, Whom
from billing.queries.statements import Figures, figures, held_customers, insolvencies
from billing.refusals import no, refusal
from billing.services.statements.reasons import told
from billing.services.statements.ways import routes
from cases.rules.days import day_of
from cases.services.rows import BATCH, OneOf
from documents.duties import SEND
from registry.duties import require
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from billing.models import CollectionHold
    from billing.services.statements.ways import Route
    from cases.rules.refusals import Refusal
    from registry.actors import Actor

MOST: Final = 50_000
"""Statements in one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which statements are wanted: see the columns of StatementRun. `chosen`: the customers of a list."""

    on: date
    whom: str
    days: int | None = None
    above: Decimal | None = None
    chosen: Sequence[Customer] = ()
    skips_held: bool = True
    from_on: date | None = None
    way: str = Way.EMAIL_FIRST
    by_post: bool = True
    key: UUID = field(default_factory=uuid4)


def prepare(wish: Wish, *, actor: Actor, now: datetime) -> StatementRun:
    """Make the list; nothing is sent. A key that was used gives the run it gave before. Sixteen statements at most.

    Raises DutyMissing, Refused: a day to come, a period that ends before it begins, a limit that is missing, nobody.
    """
    require(actor, READ)
    require(actor, SEND)
    _refuse(wish, day_of(now))
    if earlier := _by_key(wish, actor):
        return earlier
    run = _run(wish, actor, now)
    rows = _rows(run, wish, day_of(now))
    if not rows:
        raise no("statements_for_nobody")
    if len(rows) > MOST:
        raise no("statements_too_many", number=len(rows), most=MOST)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            for row in rows:
                row.run = run
            CustomerStatement.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        if earlier := _by_key(wish, actor):
            return earlier
        raise
    return run


def _by_key(wish: Wish, actor: Actor) -> StatementRun | None:
    return StatementRun.objects.of(actor.company_id).filter(key=wish.key).first()


def _refuse(wish: Wish, today: date) -> None:
    if wish.on > today:
        raise no("statements_in_future", on=wish.on)
    if wish.from_on is not None and wish.from_on > wish.on:
        raise no("period_ends_before_it_begins", first=wish.from_on, last=wish.on)
    if wish.whom == Whom.OVERDUE and wish.days is None:
        raise no("statements_without_days")
    if wish.whom == Whom.ABOVE and wish.above is None:
        raise no("statements_without_amount")
    if wish.whom == Whom.CHOSEN and not wish.chosen:
        raise no("statements_for_nobody")


def _run(wish: Wish, actor: Actor, now: datetime) -> StatementRun:
    return StatementRun(
        company_id=actor.company_id,
        key=wish.key,
        on=wish.on,
        whom=wish.whom,
        days=wish.days if wish.whom == Whom.OVERDUE else None,
        above=wish.above if wish.whom == Whom.ABOVE else None,
        skips_held=wish.skips_held,
        from_on=wish.from_on,
        way=wish.way,
        by_post=wish.by_post,
        prepared_at=now,
        prepared_by_name=actor.name,
    )


def _rows(run: StatementRun, wish: Wish, today: date) -> list[CustomerStatement]:
    """The figures are those of the day of the run; who is on hold or insolvent is asked today, when it would leave."""
    of = figures(run.company_id, run.on, timedelta(days=run.days or 0))
    if run.whom == Whom.CHOSEN:
        ids = {customer.pk for customer in wish.chosen}
    else:
        ids = {customer for customer, figure in of.items() if _is_meant(run, figure)}
    customers = list(Customer.objects.of(run.company_id).filter(OneOf("id", ids)).order_by("name", "pk"))
    held, insolvent = held_customers(run.company_id, today), insolvencies(run.company_id, today)
    where: Mapping[int, Route] = routes(run, customers)
    return [
        _row(run, customer, of.get(customer.pk, Figures()), where[customer.pk], held.get(customer.pk), insolvent)
        for customer in customers
    ]


def _is_meant(run: StatementRun, figure: Figures) -> bool:
    if run.whom == Whom.OVERDUE:
        return figure.late > 0
    if run.whom == Whom.ABOVE and run.above is not None:
        return figure.balance > run.above
    return figure.has_items


def _row(
    run: StatementRun,
    customer: Customer,
    figure: Figures,
    route: Route,
    hold: CollectionHold | None,
    insolvent: Mapping[int, str],
) -> CustomerStatement:
    why = _why_not(run, figure, route, hold)
    return CustomerStatement(
        company_id=run.company_id,
        key=run.key_of(customer.pk),
        customer=customer,
        balance=figure.balance,
        overdue=figure.overdue,
        channel=route.channel,
        address=route.said[:320],
        insolvency=insolvent.get(customer.pk, ""),
        is_held=hold is not None,
        status=CustomerStatement.LEFT_OUT if why else CustomerStatement.WAITING,
        why=told(why),
    )


def _why_not(run: StatementRun, figure: Figures, route: Route, hold: CollectionHold | None) -> list[Refusal]:
    """Why a customer is left out, every reason."""
    found = []
    if not route.channel:
        found.append(refusal("statement_without_address" if run.by_post else "statement_without_mail"))
    if hold is not None and run.skips_held:
        found.append(refusal("statement_on_hold", cause=hold.cause))
    if not (figure.has_items or run.from_on):
        found.append(refusal("statement_of_nothing"))
    return found
