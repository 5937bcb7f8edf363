"""Mailboxes are fetched while nobody looks: one process at a time each, the oldest mail first, kept before marked."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db.models import Q
from structlog import get_logger

from cases.rules.refusals import N_
from documents.mail.imap import Folder, MailboxTrouble, Server, opened
from documents.models import MailAccount, Mailbox
from documents.services.intake.keeping import NotOurs, keep_fetched

log = get_logger()

LEASE: Final = timedelta(minutes=10)
AT_MOST: Final = 50
PATIENCE: Final = 20.0
REST: Final = timedelta(minutes=5)
_WHY: Final = "the worker fetches the mail of every company"
TOO_LARGE: Final = N_("It is larger than 25 MB: only its head was fetched, the rest is still on the server.")


def fetch_all(now: datetime) -> int:
    """Fetch every mailbox in use once; returns how many mails were kept. One that failed is left alone for REST."""
    accounts = MailAccount.objects.across_companies(_WHY).filter(is_active=True, company__is_active=True)
    tired = Q(mailbox__fetched_at__gt=now - REST) & ~Q(mailbox__trouble="")
    kept = 0
    for account in accounts.exclude(imap_host="").exclude(tired).order_by("pk"):
        try:
            kept += fetch(account, now=now)
        except Exception:
            log.exception("mailbox_failed", account=account.pk)
    return kept


def fetch(account: MailAccount, *, now: datetime, at_most: int = AT_MOST) -> int:
    """Fetch what is new in a mailbox, if nobody else does; returns how many mails were kept.

    Why it failed stays with the mailbox, in words. Not inside a transaction.
    """
    holder, began = uuid4().hex, time.monotonic()
    mailbox = _taken(account, holder, now)
    if mailbox is None:
        return 0
    kept, trouble = 0, ""
    try:
        with opened(server_of(account)) as folder:
            kept = _fetch(folder, mailbox, holder, now, at_most)
    except MailboxTrouble as why:
        trouble = str(why)[:1000]
        log.warning("mailbox_not_fetched", account=account.pk, trouble=trouble)
    finally:
        ended = now + timedelta(seconds=time.monotonic() - began)
        mine = Mailbox.objects.of(account.company_id).filter(pk=mailbox.pk, holder=holder)
        mine.update(holder="", held_until=None, fetched_at=ended, trouble=trouble)
    return kept


def server_of(account: MailAccount) -> Server:
    """How to reach the mailbox of an account."""
    return Server(
        host=account.imap_host,
        port=account.imap_port,
        security=account.imap_security,
        user=account.imap_user or account.address,
        password=account.imap_password(),
        folder=account.imap_folder,
        authority=account.authority,
    )


def _taken(account: MailAccount, holder: str, now: datetime) -> Mailbox | None:
    mailbox, _ = Mailbox.objects.of(account.company_id).get_or_create(
        account=account, defaults={"company_id": account.company_id}
    )
    free = Q(holder="") | Q(held_until__lte=now) | Q(held_until__gt=now + 2 * LEASE) | Q(held_until__isnull=True)
    rows = Mailbox.objects.of(account.company_id).filter(free, pk=mailbox.pk)
    if not rows.update(holder=holder, held_until=now + LEASE):
        return None
    mailbox.refresh_from_db()
    return mailbox


def _fetch(folder: Folder, mailbox: Mailbox, holder: str, now: datetime, at_most: int) -> int:
    """From after the last mail kept; from the beginning when the server has numbered its mails anew."""
    last = mailbox.last_uid if mailbox.uid_validity == folder.uid_validity else 0
    kept, until = 0, time.monotonic() + PATIENCE
    for uid in folder.newer_than(last, at_most=at_most):
        if time.monotonic() > until:
            break
        found = folder.fetch(uid)
        if found is None:
            continue
        try:
            keep_fetched(
                found.content,
                mailbox=mailbox,
                holder=holder,
                uid_validity=folder.uid_validity,
                uid=uid,
                now=now,
                trouble="" if found.is_whole else TOO_LARGE,
            )
        except NotOurs:
            break
        folder.mark_seen([uid])
        kept += 1
    return kept
