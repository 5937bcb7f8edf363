"""Sending: what the relay does with a queued e-mail or PEC. It leaves once, or a person is asked.

"Being sent" is committed before the server is spoken to. A worker that dies in between leaves it so; whoever finds it
later knows only that it may have left, and says that instead of sending it blindly a second time: SMTP has no question
"do you have it?". A person decides; the second copy, if it is one, bears the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Dispatch
from cases.outbox.consumers import Consumer
from cases.outbox.failures import NotNow
from documents.messages import mime
from documents.messages.smtp import NeverSent, NotSent, Taken, Unsure
from documents.messages.ways import send as send_by
from documents.models import EvidenceKind, Message, MessageStatus
from documents.services.messages import evidence, packing
from documents.services.messages.evidence import Given
from documents.services.messages.writing import TOPIC
from registry.actors import SYSTEM

CONSUMER: Final = "messages"
TRIES: Final = 7
"""With the pauses of the relay between them, about ten minutes of greylisting."""
LOST_AFTER: Final = timedelta(minutes=10)
"""Longer than any hand-over takes: twenty seconds for each answer of the server."""


def consumer() -> Consumer:
    """Who sends. Mail of the demo's past and of imported history stays unsent."""
    origins = frozenset({"desk", "bulk", "timer", "reaction", "portal", "api"})
    return Consumer(CONSUMER, (TOPIC,), _told, origins=origins, prepare=send, label=_("E-mail and PEC"))


def send(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """Send the queued message a dispatch names, outside of any transaction.

    Raises NotNow when it did not leave, or is in other hands, and has to be tried again.
    """
    key = UUID(str(dispatch.payload["message"]))
    message = Message.objects.of(dispatch.company_id).get(key=key)
    if message.status == MessageStatus.QUEUED:
        try:
            outgoing = packing.packed(message, now)
        except packing.NotReady as problem:
            return _not_sent(_claimed(message, now, ""), str(problem), now)
        claimed = _claimed(message, now, outgoing.content_hash)
        if claimed is not None:
            return _attempt(claimed, outgoing, now)
        message = Message.objects.of(dispatch.company_id).get(key=key)
    if message.status == MessageStatus.SENDING and not give_up(message, now):
        raise NotNow("another worker is sending it")
    return {"message": str(key)}


def give_up(message: Message, now: datetime) -> bool:
    """Say of a message found "being sent" for too long that nobody knows; false when it may still be under way."""
    with transaction.atomic():
        locked = _locked(message)
        if locked.status != MessageStatus.SENDING or (locked.attempted_at or now) > now - LOST_AFTER:
            return bool(locked.status != MessageStatus.SENDING)
        _in_doubt(locked, "The worker ended while the mail server was being spoken to.", now)
    return True


def _claimed(message: Message, now: datetime, content_hash: str) -> Message | None:
    """The message, ours to send; None when it does not wait any more."""
    with transaction.atomic():
        locked = _locked(message)
        if locked.status != MessageStatus.QUEUED:
            return None
        locked.start()
        locked.attempts += 1
        locked.attempted_at, locked.content_hash = now, content_hash
        locked.save()
    return locked


def _attempt(message: Message, outgoing: mime.Outgoing, now: datetime) -> Mapping[str, Any]:
    try:
        taken = send_by(
            message.account,
            message.channel,
            outgoing.sender[1],
            outgoing.addresses,
            mime.build(outgoing),
            is_last_try=message.attempts >= TRIES,
        )
    except NotSent as problem:
        return _not_sent(message, str(problem), now)
    except NeverSent as problem:
        return _refused(message, str(problem), now)
    except Unsure as problem:
        with transaction.atomic():
            _in_doubt(_locked(message), str(problem), now)
        return {"message": str(message.key)}
    return _sent(message, taken, now)


def _sent(message: Message, taken: Taken, now: datetime) -> Mapping[str, Any]:
    with transaction.atomic():
        for address, words in taken.refused.items():
            _record(message, EvidenceKind.REFUSED, words, now, address)
        for each in message.recipients.all():
            if each.address not in taken.refused:
                _record(message, EvidenceKind.SUBMITTED, taken.said, now, each.address)
    return {"message": str(message.key)}


def _not_sent(message: Message | None, words: str, now: datetime) -> Mapping[str, Any]:
    """It stays queued for the next try; after the last one it has failed."""
    if message is None:
        raise NotNow("another worker is sending it")
    if message.attempts >= TRIES:
        return _refused(message, words, now)
    with transaction.atomic():
        locked = _locked(message)
        locked.queue_again()
        locked.failure = words
        locked.save()
    raise NotNow(words)


def _refused(message: Message, words: str, now: datetime) -> Mapping[str, Any]:
    _record(message, EvidenceKind.REFUSED, words, now)
    return {"message": str(message.key)}


def _record(message: Message, kind: EvidenceKind, words: str, now: datetime, address: str = "") -> None:
    reference = f"{message.rfc_message_id}/{message.attempts}"
    given = Given(kind=kind, happened_at=now, reference=reference, words=words, address=address)
    evidence.record(message, given, actor=SYSTEM(message.company_id, []), now=now)


def _in_doubt(locked: Message, words: str, now: datetime) -> None:
    locked.doubt()
    locked.failure = words
    locked.save()
    evidence.open_work(locked, evidence.DOUBTED_STEP, now)


def _locked(message: Message) -> Message:
    """Locked with its case, which comes first."""
    return evidence.locked(message, message.company_id)


def _told(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    del now
    return dict(dispatch.prepared or {})
