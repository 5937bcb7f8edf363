"""A kept mail is read, and becomes a message of a case, one of the tray, or evidence of a message of ours.

Every step is one transaction that says how far it came: whatever dies in between, the next round goes on from there.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from structlog import get_logger

from cases.models import Case
from cases.rules.days import day_of
from cases.rules.refusals import N_
from cases.services import comments, locking, notices
from documents import store
from documents.mail.child import mail_of
from documents.mail.daticert import TRANSPORT
from documents.mail.model import Kind, Mail, Seal
from documents.mail.words import Address
from documents.models import (
    Channel,
    Copy,
    Direction,
    Incoming,
    IncomingState,
    MailKind,
    Message,
    MessageStatus,
    Recipient,
)
from documents.services.intake import files, receipts
from documents.services.intake.matching import Match, match
from documents.services.signatures import bundle
from registry.actors import SYSTEM, Actor
from registry.models import Company

log = get_logger()

DROPPED: Final = "dropped"
BY_HAND: Final = "by_hand"
REPLY_TO_CUSTOMER: Final = "reply_to_customer"
_UNREADABLE: Final = N_("It could not be read: it is damaged, or built to exhaust the computer that reads it.")
_STRANGER: Final = N_("It came to an ordinary mailbox, and no trusted authority vouches for who signed it.")
_SAME_ID: Final = N_("Another message bears the same Message-ID but says something else.")


def read_waiting(company: Company, *, now: datetime, at_most: int = 20) -> int:
    """Read the oldest mails that wait; returns how many were read to the end.

    One that fails is tried again after all others; the tray says so until it succeeds.
    """
    waiting = Incoming.objects.of(company).exclude(state=IncomingState.READ)
    count = 0
    for incoming in waiting.order_by("attempts", "pk")[:at_most]:
        Incoming.objects.of(company).filter(pk=incoming.pk).update(attempts=incoming.attempts + 1)
        try:
            read(incoming, actor=SYSTEM(company.pk, files.DUTIES), now=now)
            count += 1
        except Exception:
            log.exception("mail_not_read", company=company.slug, incoming=incoming.pk)
    return count


def read(incoming: Incoming, *, actor: Actor, now: datetime, case: Case | None = None) -> Incoming:
    """Read one kept mail to its end; `case` where a person says to which it belongs. Not inside a transaction."""
    mail = _mail(incoming, now)
    if incoming.state == IncomingState.NEW:
        if mail.kind in receipts.KINDS and receipts.lay(incoming, mail, actor=actor, now=now):
            return Incoming.objects.of(incoming.company_id).get(pk=incoming.pk)
        _become_message(incoming, mail, actor=actor, now=now, case=case)
    files.take_in(incoming.pk, mail, actor=actor, now=now)
    return Incoming.objects.of(incoming.company_id).select_related("message__case").get(pk=incoming.pk)


def _mail(incoming: Incoming, now: datetime) -> Mail:
    """What it says; what cannot be read is a mail from nobody, whose bytes a person may look at."""
    file = incoming.file
    read_mail = None
    if file is not None:
        read_mail = mail_of(store.locate(file), anchors=bundle(incoming.company), now=now)
    if read_mail is not None:
        return _believed(read_mail, incoming)
    own = f"{file.sha256 if file is not None else incoming.pk}@no-message-id.invalid"
    nobody = Address("", "")
    return Mail(Kind.UNREADABLE, own, own, nobody, (), (), "", None, (), "", (), trouble=_UNREADABLE)


def _believed(mail: Mail, incoming: Incoming) -> Mail:
    """A certified mailbox takes no receipts but from providers; in any other anybody can lay one, signed by himself."""
    account = incoming.account
    if mail.certified is None or mail.seal == Seal.TRUSTED or account is None or account.kind == MailKind.PEC:
        return mail
    if mail.kind == Kind.RECEIPT:
        return replace(mail, kind=Kind.UNREADABLE, trouble=_STRANGER)
    return replace(mail, certified=None)


def _become_message(incoming: Incoming, mail: Mail, *, actor: Actor, now: datetime, case: Case | None) -> None:
    found = _match(incoming, mail, case)
    certain = case or Case.objects.of(incoming.company_id).filter(pk=found.case_id or 0).first()
    with transaction.atomic():
        held = locking.lock(certain) if certain is not None else None
        locked = Incoming.objects.of(incoming.company_id).select_for_update().get(pk=incoming.pk)
        if locked.state != IncomingState.NEW:
            return
        locked.kind, locked.seal = mail.kind, mail.seal
        locked.trouble = locked.trouble or mail.trouble
        if _is_repeat(locked, mail):
            return
        locked.candidates = [{"case": one.case_id, "reasons": one.reasons} for one in found.candidates]
        locked.reasons = [DROPPED] if case is not None else _why(held, found)
        locked.message = _written(locked, mail, held, found, now)
        locked.state = IncomingState.FILES
        locked.save()
        if held is not None:
            tell(locked.message, held, locked.reasons, actor=actor, now=now)
        elif (writer := _writer(found)) is not None:
            tell_writer(locked.message, writer, now)


def _why(case: Case | None, found: Match) -> list[str]:
    if case is not None:
        return list(found.reasons)
    return [REPLY_TO_CUSTOMER] if _writer(found) is not None else []


def _writer(found: Match) -> int | None:
    """Who wrote, about no case, what is answered: with nobody to be told, the tray is where somebody sees it."""
    return found.answers.created_by_id if found.answers is not None else None


def _match(incoming: Incoming, mail: Mail, case: Case | None) -> Match:
    """A receipt that cannot be believed is nobody's until a person has looked at it."""
    found = match(mail, company=incoming.company)
    if mail.kind == Kind.UNREADABLE and case is None:
        return Match(found.candidates, None, None)
    return found


def _is_repeat(incoming: Incoming, mail: Mail) -> bool:
    """The same mail again leads to the message it became; our own, come back as a copy, to the one we sent."""
    known = Message.objects.of(incoming.company_id).filter(rfc_message_id=f"<{mail.message_id}>")
    twin = known.filter(direction=Direction.OUT).first() or known.filter(content_hash=content_hash(mail)).first()
    if twin is not None:
        incoming.message, incoming.is_repeat, incoming.state = twin, True, IncomingState.READ
        incoming.save()
    elif known.exists():
        incoming.trouble = incoming.trouble or _SAME_ID
    return twin is not None


def content_hash(mail: Mail) -> str:
    """SHA-256 over what people read: subject, text, and each file by its own hash."""
    digests = [hashlib.sha256(one.content).hexdigest() for one in mail.attachments]
    return hashlib.sha256("\x1f".join((mail.subject, mail.text, *digests)).encode("utf-8", "replace")).hexdigest()


def _written(incoming: Incoming, mail: Mail, case: Case | None, found: Match, now: datetime) -> Message:
    certified = mail.certified is not None and mail.certified.kind == TRANSPORT and mail.kind != Kind.UNREADABLE
    same_id = incoming.trouble == _SAME_ID and incoming.file is not None
    own = f"{incoming.file.sha256}@no-message-id.invalid" if same_id and incoming.file else mail.message_id
    message = Message.objects.create(
        company_id=incoming.company_id,
        direction=Direction.IN,
        channel=Channel.PEC if certified else Channel.EMAIL,
        status=MessageStatus.RECEIVED if case is not None or _writer(found) is not None else MessageStatus.TRAY,
        case=case,
        customer_id=case.customer_id if case is not None else found.customer_id,
        account_id=incoming.account_id,
        sender_name=mail.sender.name[:200],
        sender_address=mail.sender.address[:320],
        subject=mail.subject[:500],
        body=mail.text,
        rfc_message_id=f"<{own}>",
        reply_to_id=f"<{mail.about[0]}>" if mail.about else "",
        references=" ".join(f"<{one}>" for one in mail.about),
        content_hash=content_hash(mail),
        created_at=incoming.arrived_at,
        sent_at=mail.sent_at,
    )
    Recipient.objects.bulk_create(
        Recipient(company_id=message.company_id, message=message, copy=copy, name=one.name[:200], address=one.address)
        for copy, line in ((Copy.TO, mail.to), (Copy.CC, mail.cc))
        for one in line
    )
    return message


def tell(message: Message, case: Case, reasons: list[str], *, actor: Actor, now: datetime) -> None:
    """The journal of a locked case says what came; who is at work on it is told, else who opened it or supervises."""
    matter = {"message": str(message.key), "channel": message.channel, "matched": list(reasons)}
    origin = "timer" if actor.is_system else "desk"
    comments.record(case, "message.received", actor=actor, now=now, matter=matter, origin=origin)
    opener = [case.opened_by_id] if case.opened_by_id is not None else []
    on = day_of(now)
    people = notices.at_work(case, on) or opener or notices.at_work(case, on, otherwise="supervise")
    params, source = _params(message), f"message:{message.key}"
    notices.tell(case, people, kind="message_received", source=source, now=now, params=params)


def tell_writer(message: Message, user_id: int, now: datetime) -> None:
    """Tell who wrote to a customer about no case that an answer came."""
    params, source = {**_params(message), "message": str(message.key)}, f"message:{message.key}"
    notices.tell_apart(message.company_id, [user_id], kind="message_received", source=source, now=now, params=params)


def _params(message: Message) -> dict[str, str]:
    return {"from": message.sender_name or message.sender_address, "subject": message.subject}
