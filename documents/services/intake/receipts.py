"""Mail that machines wrote about a message of ours becomes evidence of how it went; what fits nothing waits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext

from cases.rules.refusals import N_
from documents.mail.daticert import DELIVERED, NOT_DELIVERED, NOT_YET_DELIVERED, Receipt
from documents.mail.model import Kind, Mail, Seal
from documents.models import Direction, Document, EvidenceKind, Incoming, IncomingState, Message
from documents.services.intake.files import original_name, raw_of
from documents.services.intake.matching import messages_about
from documents.services.messages.evidence import Given, record
from documents.services.refusals import UploadRefused
from documents.services.uploads import receive
from registry.actors import Actor

KINDS: Final = (Kind.RECEIPT, Kind.BOUNCE, Kind.ABSENCE)
_OF_ONE: Final = (DELIVERED, NOT_DELIVERED, NOT_YET_DELIVERED)

SEALS: Final = {
    Seal.NONE: N_("not signed by the provider"),
    Seal.BROKEN: N_("provider's signature does not match"),
    Seal.UNKNOWN: N_("provider's signature intact, issuer unknown"),
    Seal.TRUSTED: N_("provider's signature: issuer trusted"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A mail about a message of ours, and who lays it there, when."""

    mail: Mail
    message: Message | None
    actor: Actor
    now: datetime


class _Repeated(Exception):
    """Everything in it was told before: its file is not kept twice."""


def lay(incoming: Incoming, mail: Mail, *, actor: Actor, now: datetime) -> bool:
    """Lay the mail beside the message of ours it speaks of; in any order and twice, the message stands the same.

    Without such a message a receipt or a returned mail waits as evidence of nothing; an absence note is then left to
    be filed like any message: returns False.
    """
    sent = messages_about(mail.about, actor.company_id).filter(direction=Direction.OUT)
    message = sent.select_related("case__company", "case__customer").order_by("-pk").first()
    if message is None and mail.kind == Kind.ABSENCE:
        return False
    told = Told(mail, message, actor, now)
    try:
        receive(
            company=incoming.company,
            actor=actor,
            now=now,
            stream=io.BytesIO(raw_of(incoming)),
            name=original_name(mail),
            kind="letter",
            title=mail.subject,
            case=message.case if message is not None else None,
            customer=message.customer if message is not None and message.case is None else None,
            then=lambda document: _write(incoming, told, document),
        )
    except UploadRefused:  # the evidence counts though its file does not come in: the mail stays as it was kept
        with transaction.atomic():
            _write(incoming, told, None)
    except _Repeated:
        _end(incoming, told, is_repeat=True)
    return True


def _given(mail: Mail, now: datetime) -> Iterator[Given]:
    happened = mail.sent_at or now
    refers_to = f"<{mail.about[0]}>" if mail.about else ""
    reference = f"<{mail.message_id}>"
    if mail.kind == Kind.RECEIPT and mail.certified is not None:
        yield Given(
            kind=EvidenceKind(mail.certified.kind),
            happened_at=mail.certified.at or happened,
            reference=reference,
            address=_whom(mail.certified, mail),
            refers_to=refers_to,
            words=_words(mail.certified, mail.seal),
        )
    elif mail.kind == Kind.ABSENCE:
        yield Given(
            kind=EvidenceKind.ABSENCE,
            happened_at=happened,
            reference=reference,
            address=mail.sender.address,
            refers_to=refers_to,
            words=mail.text[:2000],
        )
    else:
        yield from _bounced(mail, happened, reference, refers_to)


def _whom(certified: Receipt, mail: Mail) -> str:
    """Whom a receipt concerns; one that ought to say so and does not concerns nobody we wrote to."""
    return certified.recipient or (mail.sender.address if certified.kind in _OF_ONE else "")


def _words(certified: Receipt, seal: Seal) -> str:
    """In the provider's words, and how far its signature could be checked."""
    detail = certified.error if certified.error != "nessuno" else ""
    told = (certified.kind, certified.extent, detail, certified.detail, certified.provider, certified.identifier)
    return " · ".join(filter(None, (*told, gettext(SEALS[seal]))))


def _bounced(mail: Mail, happened: datetime, reference: str, refers_to: str) -> Iterator[Given]:
    """One for each recipient it names; where it names none, one about nobody we can tell."""
    told = [(one.address, " ".join(filter(None, (one.status, one.reason)))) for one in mail.failures]
    for address, words in told or [("", "")]:
        yield Given(
            kind=EvidenceKind.BOUNCE,
            happened_at=happened,
            reference=reference,
            address=address or mail.sender.address,
            refers_to=refers_to,
            words=words or mail.text[:2000],
        )


def _write(incoming: Incoming, told: Told, document: Document | None) -> None:
    """In the transaction of the upload: the evidence, and that the mail is read."""
    fresh = [
        record(told.message, replace(given, document=document), actor=told.actor, now=told.now)[1]
        for given in _given(told.mail, told.now)
    ]
    if document is not None and not any(fresh):
        raise _Repeated
    _end(incoming, told, is_repeat=False)


def _end(incoming: Incoming, told: Told, *, is_repeat: bool) -> None:
    Incoming.objects.of(incoming.company_id).filter(pk=incoming.pk).update(
        state=IncomingState.READ, kind=told.mail.kind, seal=told.mail.seal, message=told.message, is_repeat=is_repeat
    )
