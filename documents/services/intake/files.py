"""The files of a mail come in one by one, through the same checks as any upload, each in a transaction of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from mimetypes import guess_extension
from typing import Any, Final

from django.db import transaction

from cases.rules.refusals import Refusal
from documents import store
from documents.checks import LIMITS
from documents.checks.names import clean_name
from documents.duties import RECEIVE
from documents.mail.model import Attachment as Part
from documents.mail.model import Mail
from documents.models import Attachment, Document, Incoming, IncomingState, Message
from documents.services.intake.refusals import refusal
from documents.services.refusals import UploadRefused
from documents.services.uploads import receive
from registry.actors import Actor

DUTIES: Final = (RECEIVE,)
_TNEF: Final = {"application/ms-tnef", "application/vnd.ms-tnef"}
_KIND: Final = "other"
_MAIL: Final = "letter"


class _Done(Exception):
    """Another process has decided on this file meanwhile."""


def take_in(incoming_id: int, mail: Mail, *, actor: Actor, now: datetime) -> None:
    """Decide on every file from where the last round stopped: the original first, then what came with it.

    A file that the checks refuse is named beside the message with every reason; the others come in.
    """
    parts: list[Part | None] = [None, *mail.attachments]
    while (incoming := _waiting(incoming_id, actor)) is not None:
        at = incoming.files_done
        if at >= len(parts):
            _end(incoming, mail)
            return
        try:
            _decide(incoming, mail, parts[at], actor=actor, now=now)
        except _Done:
            continue


def _waiting(incoming_id: int, actor: Actor) -> Incoming | None:
    rows = Incoming.objects.of(actor.company_id).filter(pk=incoming_id, state=IncomingState.FILES)
    return rows.select_related("company", "file", "message__case__company", "message__case__customer").first()


def _end(incoming: Incoming, mail: Mail) -> None:
    with transaction.atomic():
        locked = _locked(incoming)
        if mail.left_out:
            locked.refused.append(_told("", [refusal("mail_parts_left_out", count=mail.left_out)]))
        locked.state = IncomingState.READ
        locked.save(update_fields=["state", "refused"])


def _decide(incoming: Incoming, mail: Mail, part: Part | None, *, actor: Actor, now: datetime) -> None:
    name = original_name(mail) if part is None else _name(part)
    if part is not None and (part.media_type in _TNEF or name.lower() == "winmail.dat"):
        _refuse(incoming, name, [refusal("mail_tnef")])
        return
    message = incoming.message
    if message is None:
        raise _Done
    try:
        receive(
            company=incoming.company,
            actor=actor,
            now=now,
            stream=io.BytesIO(raw_of(incoming) if part is None else part.content),
            name=name,
            kind=_MAIL if part is None else _KIND,
            title=mail.subject if part is None else "",
            case=message.case,
            customer=message.customer if message.case is None else None,
            then=lambda document: _attach(incoming, message, document, original=part is None),
        )
    except UploadRefused as refused:
        _refuse(incoming, name, refused.refusals)


def raw_of(incoming: Incoming) -> bytes:
    """The mail as it came; nothing where it is not here."""
    return store.locate(incoming.file).read_bytes() if incoming.file is not None else b""


def original_name(mail: Mail) -> str:
    """What the mail itself is called as a file."""
    return clean_name(mail.subject, limit=LIMITS.name_characters - 4) + ".eml" if mail.subject else "mail.eml"


def _name(part: Part) -> str:
    cleaned = clean_name(part.name, limit=LIMITS.name_characters)
    return cleaned or "attachment" + (guess_extension(part.media_type) or "")


def _attach(incoming: Incoming, message: Message, document: Document, *, original: bool) -> None:
    """In the transaction of the upload: the document stands beside the message, and the count says so."""
    locked = _next(incoming)
    if original:
        Message.objects.of(locked.company_id).filter(pk=message.pk).update(original=document)
    else:
        Attachment.objects.create(company_id=locked.company_id, message=message, document=document)
    locked.files_done += 1
    locked.save(update_fields=["files_done"])


def _refuse(incoming: Incoming, name: str, refusals: Sequence[Refusal]) -> None:
    with transaction.atomic():
        locked = _next(incoming)
        locked.refused.append(_told(name, refusals))
        locked.files_done += 1
        locked.save(update_fields=["files_done", "refused"])


def _next(incoming: Incoming) -> Incoming:
    locked = _locked(incoming)
    if locked.state != IncomingState.FILES or locked.files_done != incoming.files_done:
        raise _Done
    return locked


def _locked(incoming: Incoming) -> Incoming:
    return Incoming.objects.of(incoming.company_id).select_for_update().get(pk=incoming.pk)


def _told(name: str, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """As the page says it later, in the reader's language."""
    return {
        "name": name,
        "reasons": [
            [each.message, each.hint, {key: str(value) for key, value in each.params.items()}] for each in refusals
        ],
    }
