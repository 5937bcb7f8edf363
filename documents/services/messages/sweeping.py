"""What messages need while nobody looks: doubts named, presumed deliveries dated, print batches made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from structlog import get_logger

from cases.rules.days import day_of, start_of_day
from documents.models import Channel, Message, MessageStatus
from documents.services.messages import evidence, printing, sending
from registry.models import Code

WHY: Final = "the worker looks after the messages of every company"
LIST: Final = "presumed_delivery"
AT_ONCE: Final = 500
log = get_logger()


@dataclass(slots=True)
class Report:
    """What one round did."""

    doubted: int = 0
    presumed: int = 0
    printed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def sweep(now: datetime) -> Report:
    """One round. Running it twice changes nothing more."""
    stale = Message.objects.across_companies(WHY).filter(
        status=MessageStatus.SENDING, attempted_at__lte=now - sending.LOST_AFTER
    )
    doubted = sum(sending.give_up(message, now) for message in stale[:AT_ONCE])
    return Report(doubted=doubted, presumed=presume(now), printed=printing.make_waiting(now))


def presume(now: datetime) -> int:
    """Date the presumed delivery of what was sent long enough ago and did not come back; returns how many.

    How many days, for which channel and since when is a dated row of the code list "presumed_delivery", with its
    source; the row in force on the day of sending counts. A channel without a row presumes nothing.
    """
    return sum(_presume(message, on) for message, on in _due(now))


def _due(now: datetime) -> Iterator[tuple[Message, date]]:
    rows = list(Code.objects.filter(list=LIST).order_by("valid_from"))
    if not rows:
        return
    shortest = min(int(row.extra["days"]) for row in rows)
    sent = Message.objects.across_companies(WHY).filter(
        status=MessageStatus.SENT,
        presumed_delivered_on__isnull=True,
        channel__in={row.code for row in rows} & set(Channel.values),
        sent_at__lt=start_of_day(day_of(now) - timedelta(days=shortest - 1)),
    )
    for message in sent.order_by("pk").iterator(AT_ONCE):
        on = presumed_day(rows, message)
        if on is not None and on <= day_of(now):
            yield message, on


def presumed_day(rows: list[Code], message: Message) -> date | None:
    """The day from which a sent message counts as received, by the row in force when it was sent."""
    if message.sent_at is None:
        return None
    sent_on = day_of(message.sent_at)
    in_force = [
        row
        for row in rows
        if row.code == message.channel
        and row.valid_from <= sent_on
        and (row.valid_to is None or sent_on <= row.valid_to)
    ]
    return sent_on + timedelta(days=int(in_force[-1].extra["days"])) if in_force else None


def _presume(message: Message, on: date) -> bool:
    with transaction.atomic():
        held = evidence.locked(message, message.company_id)
        if held.status != MessageStatus.SENT or held.presumed_delivered_on is not None:
            return False
        held.presumed_delivered_on = on
        held.save(update_fields=["presumed_delivered_on"])
    return True
