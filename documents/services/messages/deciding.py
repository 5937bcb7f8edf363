"""What a person decides about a message: withdraw it, settle a doubt, book what the post or a hand did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases.rules.days import day_of, start_of_day
from cases.services import comments
from documents.duties import SEND
from documents.models import Channel, Document, Evidence, EvidenceKind, Message, MessageStatus
from documents.services.messages import codes, evidence, writing
from documents.services.messages.evidence import Given
from documents.services.messages.refusals import refused
from registry.actors import Actor
from registry.duties import require

BOOKABLE: Final[Mapping[str, tuple[EvidenceKind, ...]]] = {
    Channel.POST: (EvidenceKind.POSTING, EvidenceKind.RETURNED),
    Channel.REGISTERED: (EvidenceKind.POSTING, EvidenceKind.RETURN_CARD, EvidenceKind.RETURNED),
    Channel.HAND: (EvidenceKind.HANDED_OVER,),
    Channel.FAX: (EvidenceKind.FAX_REPORT,),
}
"""What can be booked by hand, by channel."""
WITHDRAWN: Final = "message.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What happened to a message on a day, with the paper that shows it. `number`: of a registered letter."""

    kind: EvidenceKind
    on: date
    number: str = ""
    words: str = ""
    document: Document | None = None


def withdraw(message: Message, *, actor: Actor, now: datetime) -> None:
    """Take back what has not left. Raises DutyMissing, MessageRefused."""
    require(actor, SEND)
    with transaction.atomic():
        held = evidence.locked(message, actor.company_id)
        if held.status != MessageStatus.QUEUED or held.batch_id is not None:
            raise refused("message_not_waiting", status=held.get_status_display())
        held.cancel()
        held.save()
        held.recipients.update(key=None)
        if held.case is not None:
            comments.record(held.case, WITHDRAWN, actor=actor, now=now, matter={"message": str(held.key)})


def ask_again(message: Message, *, actor: Actor, now: datetime) -> None:
    """Send once more what perhaps left: the same mail, whose Message-ID lets the other side see that it is the same.

    Raises DutyMissing, MessageRefused when there is no doubt any more.
    """
    require(actor, SEND)
    with transaction.atomic():
        held = _in_doubt(message, actor)
        held.queue_again()
        held.failure = ""
        held.save()
        writing.owe(held, origin="desk", now=now)


def confirm(message: Message, *, actor: Actor, now: datetime) -> None:
    """A person found out that it left: in the sent folder, from the recipient. Raises DutyMissing, MessageRefused."""
    require(actor, SEND)
    with transaction.atomic():
        held = _in_doubt(message, actor)
        at = held.attempted_at or now
        given = Given(kind=EvidenceKind.CONFIRMED, happened_at=at, reference=f"{held.rfc_message_id}/{held.attempts}")
        evidence.record(held, given, actor=actor, now=now)
        Message.objects.of(actor.company_id).filter(pk=held.pk).update(failure="")


def book(message: Message, booking: Booking, *, actor: Actor, now: datetime) -> Evidence:
    """Book what the post office, a hand or a fax machine did; the same booking twice is one.

    Raises DutyMissing, MessageRefused: not by this way, a day to come or too early, no number.
    """
    require(actor, SEND)
    if booking.kind not in BOOKABLE.get(message.channel, ()):
        raise refused("message_booking_wrong", kind=EvidenceKind(booking.kind).label)
    if booking.on > day_of(now):
        raise refused("message_booking_in_future", day=booking.on)
    if booking.on < day_of(message.created_at):
        raise refused("message_booking_too_early", day=booking.on)
    registered = message.channel == Channel.REGISTERED and booking.kind == EvidenceKind.POSTING
    if registered and not booking.number.strip():
        raise refused("posting_number_missing")
    given = Given(
        kind=booking.kind,
        happened_at=start_of_day(booking.on),
        reference=f"{message.key}/{booking.on.isoformat()}",
        number=booking.number.strip(),
        words=booking.words.strip(),
        document=booking.document,
    )
    return evidence.record(message, given, actor=actor, now=now)[0]


def returned(code: str, on: date, words: str, *, actor: Actor, now: datetime) -> Message:
    """Book a letter that came back, by the code on its page 1. Raises DutyMissing, MessageRefused."""
    require(actor, SEND)
    message = by_code(code, actor)
    if message.status not in (MessageStatus.SENT, MessageStatus.FAILED):
        raise refused("code_not_posted", typed=codes.shown(message.code), status=message.get_status_display())
    book(message, Booking(kind=EvidenceKind.RETURNED, on=on, words=words), actor=actor, now=now)
    return message


def by_code(code: str, actor: Actor) -> Message:
    """The letter with this code in the actor's company, however it was typed. Raises MessageRefused."""
    read = codes.read(code)
    found = Message.objects.of(actor.company_id).filter(code=read).first() if read else None
    if found is None:
        raise refused("code_unknown", typed=code[:20])
    return found


def _in_doubt(message: Message, actor: Actor) -> Message:
    held = evidence.locked(message, actor.company_id)
    if held.status != MessageStatus.UNKNOWN:
        raise refused("message_not_unknown", status=held.get_status_display())
    return held
