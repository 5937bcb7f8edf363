"""Evidence is written down once, and moves its message; a failure becomes work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from cases.models import Case, WorkItem
from cases.services import comments, locking, notices
from documents.models import Document, Evidence, EvidenceKind, Message, MessageStatus, Recipient, RecipientStatus
from documents.models.message import ON_ITS_WAY
from documents.services.messages import outcomes
from registry.actors import Actor

FAILED_STEP: Final = "message.failed"
"""The work a failure leaves with its case."""
DOUBTED_STEP: Final = "message.unknown"
"""The work left where nobody knows whether a message was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A piece of evidence as it came.

    reference  its own identity: the receipt's Message-ID, a hash of the slip; the same one twice is one
    address    the recipient it speaks of; empty: the message as a whole
    refers_to  the Message-ID it names, kept where no message was found
    number     of a registered letter
    words      what it says, as the server or the person put it
    """

    kind: EvidenceKind
    happened_at: datetime
    reference: str
    address: str = ""
    refers_to: str = ""
    number: str = ""
    words: str = ""
    document: Document | None = None


def record(message: Message | None, given: Given, *, actor: Actor, now: datetime) -> tuple[Evidence, bool]:
    """Write a piece of evidence down, and let the message stand as all its evidence says; returns whether it was new.

    In any order and however often: the same evidence is one row. Without a message it waits, to be laid beside one
    with `attach`. Statuses, days and, where it failed, work on the case follow in the same transaction.
    """
    with transaction.atomic():
        held = locked(message, actor.company_id) if message is not None else None
        evidence, is_new = _kept(held, given, actor, now)
        if held is not None and (is_new or evidence.message_id is None):
            _tie(evidence, held)
            settle(held, actor=actor, now=now)
    return evidence, is_new


def attach(evidence: Evidence, message: Message, *, actor: Actor, now: datetime) -> None:
    """Lay evidence that fitted nothing beside its message, which then stands as it says; twice is once."""
    with transaction.atomic():
        held = locked(message, actor.company_id)
        waiting = Evidence.objects.of(actor.company_id).select_for_update().get(pk=evidence.pk)
        if waiting.message_id is None:
            _tie(waiting, held)
            settle(held, actor=actor, now=now)


def settle(message: Message, *, actor: Actor, now: datetime) -> None:
    """Let a locked message stand as its evidence says. Inside the caller's transaction."""
    recipients = list(Recipient.objects.of(message.company_id).filter(message=message))
    known = list(Evidence.objects.of(message.company_id).filter(message=message))
    for recipient in recipients:
        _stand(recipient, known)
    target = outcomes.of_message([recipient.status for recipient in recipients])
    before = message.status
    if target is not None:
        _date(message, recipients, known)
        _move(message, target)
    message.save()
    if message.status != before:
        _tell(message, actor, now)


def locked(message: Message, company_id: int) -> Message:
    """The message as it is now, locked; its case before it, since cases come first."""
    if message.case_id is not None:
        locking.lock(Case.objects.of(company_id).get(pk=message.case_id))
    return Message.objects.of(company_id).select_for_update(of=("self",)).get(pk=message.pk)


def _kept(message: Message | None, given: Given, actor: Actor, now: datetime) -> tuple[Evidence, bool]:
    return Evidence.objects.of(actor.company_id).get_or_create(
        company_id=actor.company_id,
        kind=given.kind,
        reference=given.reference[:500],
        address=given.address.casefold(),
        defaults={
            "message": message,
            "refers_to": given.refers_to[:500],
            "number": given.number,
            "words": given.words,
            "document": given.document,
            "happened_at": given.happened_at,
            "recorded_at": now,
            "recorded_by_id": actor.user_id,
        },
    )


def _tie(evidence: Evidence, message: Message) -> None:
    recipients = list(Recipient.objects.of(message.company_id).filter(message=message))
    named = [each for each in recipients if evidence.address and each.address.casefold() == evidence.address]
    alone = recipients if len(recipients) == 1 else []
    about = (named or alone)[:1] if evidence.address else []
    evidence.message = message
    evidence.recipient = about[0] if about else None
    evidence.save(update_fields=["message", "recipient"])


def _stand(recipient: Recipient, known: Sequence[Evidence]) -> None:
    kinds = [(each.kind, each.recipient_id, each.address) for each in known]
    status = outcomes.of_recipient(outcomes.concerning(kinds, recipient.pk))
    about = [each for each in known if each.recipient_id == recipient.pk or not (each.recipient_id or each.address)]
    recipient.status = status
    arrived = [each.happened_at for each in about if each.kind in outcomes.ARRIVED]
    lost = [each for each in about if each.kind in outcomes.LOST]
    recipient.delivered_at = min(arrived, default=None)
    failed = status == RecipientStatus.FAILED
    recipient.failure = "\n".join(each.words or str(each.get_kind_display()) for each in lost) if failed else ""
    recipient.save(update_fields=["status", "delivered_at", "failure"])


def _date(message: Message, recipients: Sequence[Recipient], known: Sequence[Evidence]) -> None:
    left = [each.happened_at for each in known if each.kind in outcomes.LEFT | outcomes.ARRIVED]
    arrived = [each.delivered_at for each in recipients if each.delivered_at is not None]
    lost = [each.happened_at for each in known if each.kind in outcomes.LOST]
    message.sent_at = min(left, default=message.sent_at)
    message.delivered_at = max(arrived) if len(arrived) == len(recipients) else None
    failed = any(each.status == RecipientStatus.FAILED for each in recipients)
    message.failed_at = min(lost, default=None) if failed else None
    message.failure = "\n".join(f"{each}: {each.failure}" for each in recipients if each.failure)
    if failed:
        message.presumed_delivered_on = None


def _move(message: Message, target: MessageStatus) -> None:
    if message.status == target or message.status not in (*ON_ITS_WAY, MessageStatus.DELIVERED, MessageStatus.FAILED):
        return
    moves = {MessageStatus.SENT: message.send, MessageStatus.DELIVERED: message.deliver}
    moves.get(target, message.fail)()


def _tell(message: Message, actor: Actor, now: datetime) -> None:
    """The case remembers how its message ended; a failure is somebody's work."""
    if message.case is None or message.status not in (MessageStatus.DELIVERED, MessageStatus.FAILED):
        return
    matter = {"message": str(message.key), "channel": message.channel, "subject": message.subject}
    comments.record(message.case, f"message.{message.status}", actor=actor, now=now, matter=matter)
    if message.status == MessageStatus.FAILED:
        open_work(message, FAILED_STEP, now)


def open_work(message: Message, step: str, now: datetime) -> None:
    """One piece of work of a kind at a time; while it waits, what comes is added to its words."""
    case = message.case
    if case is None:
        return
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, step=step, ended_at__isnull=True).first()
    item = waiting or notices.open_work(case, step=step, refusals=(), now=now)
    item.reason = "\n".join(filter(None, (item.reason, f"{message}: {message.failure}")))
    item.save(update_fields=("reason",))
