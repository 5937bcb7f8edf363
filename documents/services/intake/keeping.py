"""A mail is kept as it came, before anybody reads it: what dies afterwards loses nothing."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

from django.conf import settings

from documents import store
from documents.checks import LIMITS
from documents.models import Incoming, Mailbox, ScanState, StoredFile
from registry.models import Company

MEDIA_TYPE: Final = "message/rfc822"


class NotOurs(Exception):
    """Another process fetches this mailbox now, or has kept this mail already."""


def keep_fetched(
    content: bytes, *, mailbox: Mailbox, holder: str, uid_validity: int, uid: int, now: datetime, trouble: str = ""
) -> Incoming:
    """Keep a mail under its place in the mailbox, and remember that the mailbox is fetched so far.

    A place that was kept before, by numbers the server gave once more, is passed over. Not inside a transaction.
    Raises NotOurs when `holder` lost the lease or the place is behind the mailbox already: nothing is kept then.
    """
    arrival = store.take_in(io.BytesIO(content), limits=LIMITS)
    with store.recorded(arrival):
        _move_on(mailbox, holder, uid_validity, uid)
        here = Incoming.objects.of(mailbox.company_id).filter(account_id=mailbox.account_id)
        if before := here.filter(uid_validity=uid_validity, uid=uid).first():
            arrival.discard()
            return before
        return _kept(
            arrival,
            Incoming(
                company_id=mailbox.company_id,
                account_id=mailbox.account_id,
                uid_validity=uid_validity,
                uid=uid,
                arrived_at=now,
                trouble=trouble,
            ),
        )


def _move_on(mailbox: Mailbox, holder: str, uid_validity: int, uid: int) -> None:
    locked = Mailbox.objects.of(mailbox.company_id).select_for_update().get(pk=mailbox.pk)
    fetched = locked.last_uid if locked.uid_validity == uid_validity else 0
    if locked.holder != holder or uid <= fetched:
        raise NotOurs
    locked.uid_validity, locked.last_uid = uid_validity, uid
    locked.save(update_fields=["uid_validity", "last_uid"])


def keep_dropped(stream: store.Readable, *, company: Company, user_id: int | None, now: datetime) -> Incoming:
    """Keep an .eml that somebody dropped on a page. Raises checks.reasons.Refused when it is too large or too slow."""
    arrival = store.take_in(stream, limits=LIMITS)
    with store.recorded(arrival):
        return _kept(arrival, Incoming(company=company, dropped_by_id=user_id, arrived_at=now))


def _kept(arrival: store.Arrival, incoming: Incoming) -> Incoming:
    """Not yet looked at: where a scanner is configured the file waits in quarantine until it has said something."""
    incoming.file, _ = StoredFile.objects.of(incoming.company_id).get_or_create(
        company_id=incoming.company_id,
        sha256=arrival.sha256,
        defaults={
            "uuid": arrival.uuid,
            "size": arrival.size,
            "media_type": MEDIA_TYPE,
            "original_name": "mail.eml",
            "scan_state": ScanState.QUARANTINED if settings.CLAMD_URL else ScanState.NOT_SCANNED,
            "stored_at": incoming.arrived_at,
        },
    )
    incoming.save(force_insert=True)
    file = incoming.file
    store.settle_later(arrival, file)
    return incoming
