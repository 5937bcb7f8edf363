"""A letter or a mail of the demo's past: written at its hour, with what proves how it went. Nothing leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from cases.rules.days import day_of
from documents.models import Channel, EvidenceKind
from documents.services.messages import evidence
from documents.services.messages.deciding import Booking, book
from documents.services.messages.evidence import Given
from documents.services.messages.proposing import proposed
from documents.services.messages.texts import text_for
from documents.services.messages.writing import Draft, write
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from cases.models import Case
    from documents.models import Letter, Message
    from registry.actors import Actor

ORIGIN: Final = "demo"
"""The consumer of queued mail passes it over."""
PROVIDER: Final = "Gestore PEC dimostrativo"
FULL: Final = "5.2.2 InfoCert S.p.A. - casella destinataria piena"


def send(case: Case, letter: Letter, channel: Channel, *, actor: Actor, now: datetime) -> Message | None:
    """Write the message of a letter to the first address the customer has for a channel; None where he has none."""
    to = proposed(case.customer, channel)[:1]
    if not to:
        return None
    subject, body = text_for(case, letter, on=day_of(now), author=actor.name)
    draft = Draft(
        key=uuid5(NAMESPACE_OID, f"{letter.key}/{channel}"),
        channel=channel,
        to=to,
        subject=subject,
        body=body,
        letter=letter,
        origin=ORIGIN,
    )
    return write(case, draft, actor=actor, now=now)


def go(message: Message, *, failing: bool = False) -> None:
    """What the servers said within two minutes: taken; of a PEC accepted and delivered, or not delivered."""
    if message.channel == Channel.EMAIL:
        _tell(message, EvidenceKind.SUBMITTED, 20, "250 2.0.0 Ok: queued", named=True)
        return
    _tell(message, EvidenceKind.ACCEPTANCE, 25, f"accettazione · {PROVIDER}")
    if failing:
        _tell(message, EvidenceKind.DELIVERY_FAILURE, 95, f"errore-consegna · {FULL} · {PROVIDER}", named=True)
    else:
        _tell(message, EvidenceKind.DELIVERY, 50, f"avvenuta-consegna · completa · {PROVIDER}", named=True)


def _tell(message: Message, kind: EvidenceKind, seconds: int, words: str, *, named: bool = False) -> None:
    at = message.created_at + timedelta(seconds=seconds)
    given = Given(
        kind=kind,
        happened_at=at,
        reference=f"<{kind}.{message.key}@pec.demo.example>",
        address=message.recipients.get().address if named else "",
        refers_to=message.rfc_message_id,
        words=words,
    )
    evidence.record(message, given, actor=SYSTEM(message.company_id, []), now=at)


def booked(
    message: Message, kind: EvidenceKind, at: datetime, *, actor: Actor, number: str = "", words: str = ""
) -> None:
    """What a person booked for a letter on paper, on its day."""
    book(message, Booking(kind=kind, on=day_of(at), number=number, words=words), actor=actor, now=at)
