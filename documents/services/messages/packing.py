"""A message with its files, ready to be handed to a mail server."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from documents import store
from documents.messages.mime import File, Outgoing
from documents.models import Attachment, Copy, Document, Letter, Message, PdfState
from documents.services.letters.pdfs import make_one
from documents.services.mailings.unsubscribing import headers_of


class NotReady(Exception):
    """A file of the message is not there; the text says which."""


def packed(message: Message, now: datetime) -> Outgoing:
    """What is sent. The letter's PDF is made first where it is not there yet. Raises NotReady."""
    files = [_file(document) for document in documents_of(message, now)]
    people: dict[str, list[tuple[str, str]]] = {copy: [] for copy in Copy.values}
    for each in message.recipients.all():
        people[each.copy].append((each.name, each.address))
    return Outgoing(
        message_id=message.rfc_message_id,
        sender=sender_of(message),
        to=people[Copy.TO],
        cc=people[Copy.CC],
        subject=message.subject,
        body=message.body,
        date=now,
        reply_to_id=message.reply_to_id,
        references=message.references,
        headers=headers_of(message),
        files=files,
    )


def documents_of(message: Message, now: datetime) -> list[Document]:
    """The letter, then what was attached. Raises NotReady."""
    rows = Attachment.objects.of(message.company_id).filter(message=message).select_related("document__file")
    attached = [each.document for each in rows.order_by("pk")]
    if message.letter_id is None:
        return attached
    letter = _letter(message.company_id, message.letter_id)
    if letter.pdf is None and make_one(letter, now):
        letter = _letter(message.company_id, message.letter_id)
    if letter.pdf is not None:
        return [letter.pdf, *attached]
    if letter.pdf_state == PdfState.UNAVAILABLE:
        return [letter.word, *attached]
    raise NotReady("the PDF of the letter could not be made")


def sender_of(message: Message) -> tuple[str, str]:
    """Name and address of who sends: the account, or the company where it has none."""
    account = message.account
    if account is not None:
        return account.display_name or account.name, account.address
    company = message.company
    return company.name, company.email or settings.DEFAULT_FROM_EMAIL


def _letter(company_id: int, pk: int) -> Letter:
    rows = Letter.objects.of(company_id).select_related("word__file", "pdf__file", "case__company")
    return rows.defer("template").get(pk=pk)


def _file(document: Document) -> File:
    try:
        content = store.locate(document.file).read_bytes()
    except FileNotFoundError:
        raise NotReady(f"the file “{document.file_name}” is not in its place") from None
    return File(document.file_name, document.file.media_type, content, document.file.sha256)
