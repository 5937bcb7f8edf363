"""Print batches: letters chosen by a person, merged in postal order, posted and booked together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from structlog import get_logger

from documents import store
from documents.checks import LIMITS
from documents.checks.limits import MEBIBYTE
from documents.duties import SEND
from documents.messages.stamps import Merged, Unprintable, stamps
from documents.models import Channel, EvidenceKind, Message, MessageStatus, PrintBatch, Recipient
from documents.services.keeping import keep_file
from documents.services.messages import codes
from documents.services.messages.deciding import Booking, book
from documents.services.messages.packing import NotReady, documents_of
from documents.services.messages.refusals import refused
from registry.actors import Actor
from registry.duties import require
from registry.scoping import ScopedQuerySet

BY_POST: Final = (Channel.POST, Channel.REGISTERED)
AT_MOST: Final = 1000
"""Letters in one batch: what one person can put into envelopes, and memory can hold."""
LARGEST: Final = replace(LIMITS, file_bytes=1024 * MEBIBYTE, seconds=600)
WHY: Final = "the worker makes the print batches of every company"
PDF: Final = "application/pdf"
log = get_logger()


def waiting(company_id: int) -> ScopedQuerySet[Message]:
    """The letters that wait to be printed."""
    rows = Message.objects.of(company_id).filter(status=MessageStatus.QUEUED, channel__in=BY_POST, batch__isnull=True)
    return rows.order_by("pk")


@transaction.atomic
def gather(keys: Collection[UUID], *, is_double_sided: bool, actor: Actor, now: datetime) -> PrintBatch:
    """Put the chosen letters in a batch; the worker makes its PDF. A letter is in one batch only.

    Raises DutyMissing, MessageRefused when none of them waits.
    """
    require(actor, SEND)
    rows = waiting(actor.company_id).filter(key__in=keys)
    chosen = list(rows.select_for_update().values_list("pk", flat=True)[:AT_MOST])
    if not chosen or actor.user_id is None:
        raise refused("batch_empty")
    batch = PrintBatch.objects.create(
        company_id=actor.company_id,
        made_by_id=actor.user_id,
        made_at=now,
        letters=len(chosen),
        is_double_sided=is_double_sided,
    )
    waiting(actor.company_id).filter(pk__in=chosen).update(batch=batch)
    return batch


def in_postal_order(batch: PrintBatch) -> list[tuple[Message, Recipient]]:
    """The letters of a batch with whom they go to: by postal code, then street; abroad after Italy."""
    rows = Recipient.objects.of(batch.company_id).filter(message__batch=batch).select_related("message__company")
    found = [(each.message, each) for each in rows]
    return sorted(found, key=lambda pair: (*_place(pair[1]), pair[0].pk))


def make_waiting(now: datetime) -> int:
    """Make the PDFs of the batches that wait for theirs; returns how many were made."""
    rows = PrintBatch.objects.across_companies(WHY).filter(file__isnull=True, trouble="").order_by("pk")
    return sum(make(batch, now) for batch in rows)


def make(batch: PrintBatch, now: datetime) -> bool:
    """Merge the letters of a batch; one that cannot be printed goes back to wait, and says why.

    Call it outside of any transaction. Twice at once, the first to end is kept.
    """
    letters = in_postal_order(batch)
    merged = Merged(is_double_sided=batch.is_double_sided)
    left_out: dict[int, str] = {}
    hashes: dict[int, str] = {}
    pages = stamps([(message.code, codes.shown(message.code)) for message, _recipient in letters])
    for (message, _recipient), stamp in zip(letters, pages, strict=True):
        try:
            files = _files(message, now)
            merged.add(files, stamp)
            hashes[message.pk] = hashlib.sha256(b"".join(files)).hexdigest()
        except (NotReady, Unprintable) as problem:
            left_out[message.pk] = str(problem)
    return _settle(batch, merged, left_out, hashes, now)


def post_batch(batch: PrintBatch, on: date, *, actor: Actor, now: datetime) -> int:
    """Book the ordinary letters of a batch as posted on a day; returns how many. Registered ones need their numbers.

    Raises DutyMissing, MessageRefused.
    """
    require(actor, SEND)
    if batch.file_id is None:
        raise refused("batch_not_made")
    rows = Message.objects.of(actor.company_id).filter(batch=batch, status=MessageStatus.QUEUED, channel=Channel.POST)
    posted = list(rows.order_by("pk"))
    for message in posted:
        book(message, Booking(kind=EvidenceKind.POSTING, on=on), actor=actor, now=now)
    return len(posted)


def _place(recipient: Recipient) -> tuple[bool, str, str, str, str]:
    abroad = recipient.country not in ("", "IT")
    return (
        abroad,
        recipient.country if abroad else "",
        recipient.postal_code,
        recipient.street.casefold(),
        recipient.name.casefold(),
    )


def _files(message: Message, now: datetime) -> Sequence[bytes]:
    documents = documents_of(message, now)
    if any(each.file.media_type != PDF for each in documents):
        raise NotReady("the letter has no PDF")
    try:
        return [store.locate(each.file).read_bytes() for each in documents]
    except FileNotFoundError as absent:
        raise NotReady(str(absent)) from absent


@transaction.atomic
def _settle(batch: PrintBatch, merged: Merged, left_out: dict[int, str], hashes: dict[int, str], now: datetime) -> bool:
    locked = PrintBatch.objects.of(batch.company_id).select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.file_id is not None:
        return False
    for pk, words in left_out.items():
        Message.objects.of(batch.company_id).filter(pk=pk).update(batch=None, failure=words)
    for pk, digest in hashes.items():
        Message.objects.of(batch.company_id).filter(pk=pk).update(content_hash=digest, failure="")
    locked.letters, locked.pages = len(hashes), merged.pages
    if hashes:
        name = f"{locked}.pdf"
        content = merged.content()
        locked.file = keep_file(content, name, PDF, company_id=batch.company_id, now=now, limits=LARGEST)
    else:
        locked.trouble = "\n".join(sorted(set(left_out.values()))) or "no letters"
    locked.save()
    return locked.file is not None
