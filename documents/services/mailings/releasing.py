"""A mailing let go: the worker writes its messages fifty at a time, each once, and can be stopped in between."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from django.db import OperationalError, transaction
from structlog import get_logger

from cases.rules.days import day_of
from cases.rules.refusals import N_
from cases.services.chores import attempted
from cases.services.rows import OneOf, update
from documents.duties import MAIL_MANY, SEND
from documents.letters.rendering import LetterFailed
from documents.models import Channel, Document, Mailing, MailingPurpose, MailingRow, MailingStatus, WhyNot
from documents.services.mailings.drafts import locked, papers_of
from documents.services.mailings.refusals import refused
from documents.services.mailings.unsubscribing import closing, token_of
from documents.services.mailings.wording import Writer
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft
from documents.services.messages.writing_many import locked_customers, write_many
from registry.actors import Actor
from registry.duties import require
from registry.models import Consent, Customer
from registry.models.party import Purpose
from registry.queries import consents
from registry.scoping import ScopedQuerySet
from registry.services.access import actor_for

WHY: Final = "the worker writes the mailings of every company"
AT_ONCE: Final = 500
TOGETHER: Final = 50
"""Messages of one transaction: a stop, and whoever changes one of these customers, wait for it."""
PATIENCE: Final = 5.0
"""Seconds a round may take: other chores of the worker wait meanwhile."""
NOBODY: Final = N_("Whoever released it does not work here any more, or may not release mailings.")
BROKE: Final = N_("An error prevented it: the administrator finds it in the log.")
log = get_logger()


@transaction.atomic
def release(mailing: Mailing, *, actor: Actor, now: datetime) -> Mailing:
    """Let a prepared mailing go, or a stopped one go on. Raises DutyMissing, MailingRefused."""
    require(actor, SEND)
    require(actor, MAIL_MANY)
    held = locked(mailing, actor.company_id)
    if held.status not in (MailingStatus.PREPARED, MailingStatus.STOPPED):
        raise refused("mailing_not_prepared", status=held.get_status_display())
    if not waiting(held).exists():
        raise refused("mailing_reaches_nobody")
    held.release()
    held.released_at, held.released_by_id = held.released_at or now, actor.user_id
    held.ended_at, held.trouble = None, ""
    held.save()
    return held


@transaction.atomic
def stop(mailing: Mailing, *, actor: Actor, now: datetime) -> None:
    """Write no further message; what was written leaves. Raises DutyMissing, MailingRefused."""
    require(actor, MAIL_MANY)
    held = locked(mailing, actor.company_id)
    if held.status != MailingStatus.RELEASING:
        raise refused("mailing_not_releasing", status=held.get_status_display())
    held.stop()
    held.ended_at = now
    held.save()


def waiting(mailing: Mailing) -> ScopedQuerySet[MailingRow]:
    """Who is still to get it."""
    rows = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing, why_not="", message__isnull=True)
    return rows.order_by("pk")


def release_some(now: datetime) -> int:
    """One round over the mailings that were let go; returns how many messages were written. Outside of transactions."""
    going = Mailing.objects.across_companies(WHY).filter(status=MailingStatus.RELEASING, company__is_active=True)
    return sum(
        attempted(partial(_advance, mailing, now), mailing=mailing.pk)
        for mailing in going.select_related("company", "released_by").order_by("pk")
    )


def _advance(mailing: Mailing, now: datetime) -> int:
    by = mailing.released_by
    actor = actor_for(by, mailing.company, on=day_of(now)) if by is not None else None
    if actor is None or not (actor.has(SEND) and actor.has(MAIL_MANY)):
        _end(mailing, now, trouble=NOBODY)
        return 0
    papers, until, written = [each.document for each in papers_of(mailing)], time.monotonic() + PATIENCE, 0
    rows = list(_next(mailing, now))
    with Writer(mailing, day_of(now)) as writer:
        for first in range(0, len(rows), TOGETHER):
            written += _some(mailing, rows[first : first + TOGETHER], writer, papers, actor, now)
            if time.monotonic() > until:
                break
    if not waiting(mailing).exists():
        _end(mailing, now)
    return written


def _next(mailing: Mailing, now: datetime) -> Iterator[MailingRow]:
    """As many as the pace allows in this minute."""
    lately = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing)
    allowed = AT_ONCE
    if mailing.per_minute:
        in_a_minute = lately.filter(message__created_at__gt=now - timedelta(minutes=1)).count()
        allowed = min(AT_ONCE, max(0, mailing.per_minute - in_a_minute))
    yield from list(waiting(mailing).select_related("customer__company")[:allowed])


def _some(
    mailing: Mailing, rows: Sequence[MailingRow], writer: Writer, papers: list[Document], actor: Actor, now: datetime
) -> int:
    """The messages of some customers in one go; where anything stands against one of them, each alone."""
    composed = [(row, draft) for row in rows if (draft := _draft(mailing, row, writer, papers)) is not None]
    try:
        return _write(mailing, composed, actor, now)
    except (OperationalError, OSError):
        raise
    except MessageRefused:
        log.info("mailing_rows_written_apart", mailing=mailing.pk, rows=len(composed))
    except Exception:
        log.exception("mailing_rows_broke", mailing=mailing.pk, rows=len(composed))
    return sum(_alone(mailing, row, draft, actor, now) for row, draft in composed)


def _draft(mailing: Mailing, row: MailingRow, writer: Writer, papers: list[Document]) -> Draft | None:
    """The message of one customer; None where the text cannot be filled in, which the row says."""
    try:
        subject, body, _written = writer.write(row.customer, row.language)
    except LetterFailed as failed:
        _left_out(row, str(failed))
        return None
    body += closing(mailing, token_of(mailing, row.customer_id), row.language, mailing.company.name)
    return Draft(
        key=key_of(mailing, row.customer_id),
        channel=Channel(mailing.channel),
        to=[Addressee(name=row.customer.name, address=row.address)],
        subject=subject,
        body=body,
        documents=papers,
        account=mailing.account,
        origin="bulk",
    )


def _alone(mailing: Mailing, row: MailingRow, draft: Draft, actor: Actor, now: datetime) -> int:
    """One message, or why there is none."""
    try:
        return _write(mailing, [(row, draft)], actor, now)
    except MessageRefused as refused_:
        return _left_out(row, "; ".join(each.message.format(**each.params) for each in refused_.refusals))
    except (OperationalError, OSError):
        raise
    except Exception:
        log.exception("mailing_row_broke", mailing=mailing.pk, customer=row.customer_id)
        return _left_out(row, BROKE)


def key_of(mailing: Mailing, customer_id: int) -> UUID:
    """One message a customer: the database holds it to be unique."""
    return uuid5(mailing.key, str(customer_id))


@transaction.atomic
def _write(mailing: Mailing, composed: Sequence[tuple[MailingRow, Draft]], actor: Actor, now: datetime) -> int:
    """Under the locks of mailing and customers everything is read again: another worker, a stop, consents withdrawn.

    Returns how many were written now. Whose row went over to another customer meanwhile has his turn in the next round.
    """
    if locked(mailing, mailing.company_id).status != MailingStatus.RELEASING:
        return 0
    drafts = {(row.pk, row.customer_id): draft for row, draft in composed}
    customers = locked_customers(mailing.company_id, [row.customer_id for row, _draft in composed])
    found = waiting(mailing).select_for_update(of=("self",)).filter(OneOf("id", [row.pk for row, _draft in composed]))
    rows = [row for row in found if (row.pk, row.customer_id) in drafts]
    said = _said(mailing, [row.customer_id for row in rows])
    for row in rows:
        row.why_not = _why_not_now(mailing, customers[row.customer_id], said)
    getting = [row for row in rows if not row.why_not]
    about = [(customers[row.customer_id], drafts[row.pk, row.customer_id]) for row in getting]
    for row, message in zip(getting, write_many(about, actor=actor, now=now), strict=True):
        row.message = message
    update(rows, ["why_not", "message"])
    return len(getting)


def _said(mailing: Mailing, ids: Sequence[int]) -> Mapping[int, Consent]:
    """What they said about offers, where the mailing asks for it."""
    if mailing.purpose != MailingPurpose.MARKETING:
        return {}
    return consents.newest(mailing.company_id, Purpose.MARKETING, ids)


def _why_not_now(mailing: Mailing, customer: Customer, said: Mapping[int, Consent]) -> str:
    if customer.merged_into_id is not None:
        return WhyNot.MERGED
    if mailing.purpose != MailingPurpose.MARKETING:
        return ""
    newest = said.get(customer.pk)
    return "" if newest is not None and newest.given else WhyNot.WITHDRAWN


def _left_out(row: MailingRow, words: str) -> int:
    rows = MailingRow.objects.of(row.company_id).filter(pk=row.pk, message__isnull=True)
    rows.update(why_not=WhyNot.REFUSED, words=words[:2000])
    log.warning("mailing_row_refused", mailing=row.mailing_id, customer=row.customer_id, words=words[:200])
    return 0


@transaction.atomic
def _end(mailing: Mailing, now: datetime, *, trouble: str = "") -> None:
    held = locked(mailing, mailing.company_id)
    if held.status != MailingStatus.RELEASING:
        return
    if trouble:
        held.stop()
    else:
        held.finish()
    held.ended_at, held.trouble = now, trouble
    held.save()
