"""A mailing is written down and changed until it is released."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cases.rules.refusals import Refusal
from documents.checks.limits import MEBIBYTE
from documents.duties import SEND
from documents.models import (
    Channel,
    CustomerList,
    Document,
    MailAccount,
    Mailing,
    MailingPaper,
    MailingPurpose,
    MailingText,
)
from documents.services.mailings.refusals import MailingRefused, refusal, refused
from documents.services.messages.checking import MOST
from registry.actors import Actor
from registry.duties import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A mailing as a person writes it. `texts`: by language subject and text; empty ones are left out."""

    name: str
    list: CustomerList
    purpose: str
    reason: str = ""
    channel: str = Channel.EMAIL
    account: MailAccount | None = None
    per_minute: int | None = None
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def save(mailing: Mailing | None, wanted: Wanted, *, actor: Actor, now: datetime) -> Mailing:
    """Write a mailing down, or change one: it is a draft then. Raises DutyMissing, MailingRefused with every reason."""
    require(actor, SEND)
    if problems := list(_problems(wanted)):
        raise MailingRefused(problems)
    with transaction.atomic():
        row = _opened(mailing, actor, now)
        row.name, row.list, row.purpose = wanted.name.strip(), wanted.list, wanted.purpose
        row.reason = wanted.reason.strip() if wanted.purpose == MailingPurpose.SERVICE else ""
        row.channel, row.account, row.per_minute = wanted.channel, wanted.account, wanted.per_minute
        row.save()
        row.rows.all().delete()
        row.texts.all().delete()
        for language, (subject, body) in _said(wanted).items():
            MailingText.objects.create(
                company_id=row.company_id, mailing=row, language=language, subject=subject.strip(), body=body.strip()
            )
    return row


def attach(mailing: Mailing, document: Document, *, actor: Actor) -> None:
    """Let a document go with every message; in the transaction that keeps it. Raises DutyMissing, MailingRefused."""
    require(actor, SEND)
    held = locked_open(mailing, actor)
    size = document.file.size + sum(each.document.file.size for each in papers_of(held))
    if size > MOST:
        raise refused("mailing_too_large", size=-(-size // MEBIBYTE), most=MOST // MEBIBYTE)
    MailingPaper.objects.create(company_id=held.company_id, mailing=held, document=document)


@transaction.atomic
def detach(mailing: Mailing, paper: MailingPaper, *, actor: Actor) -> None:
    """Take an attachment out. Raises DutyMissing, MailingRefused."""
    require(actor, SEND)
    locked_open(mailing, actor)
    paper.delete()


def papers_of(mailing: Mailing) -> Sequence[MailingPaper]:
    """What goes with every message."""
    rows = MailingPaper.objects.of(mailing.company_id).filter(mailing=mailing)
    return list(rows.select_related("document__file").order_by("pk"))


def locked(mailing: Mailing, company_id: int) -> Mailing:
    """The mailing as it is now, locked until the transaction ends."""
    return Mailing.objects.of(company_id).select_for_update(of=("self",)).get(pk=mailing.pk)


def locked_open(mailing: Mailing, actor: Actor) -> Mailing:
    """The same, of one that can still be changed. Raises MailingRefused."""
    held = locked(mailing, actor.company_id)
    if not held.is_open:
        raise refused("mailing_not_open", status=held.get_status_display())
    return held


def _opened(mailing: Mailing | None, actor: Actor, now: datetime) -> Mailing:
    if mailing is None:
        return Mailing(company_id=actor.company_id, created_at=now, created_by_id=actor.user_id)
    held = locked_open(mailing, actor)
    held.rewrite()
    held.prepared_at = None
    return held


def _said(wanted: Wanted) -> dict[str, tuple[str, str]]:
    return {language: said for language, said in wanted.texts.items() if any(part.strip() for part in said)}


def _problems(wanted: Wanted) -> Iterator[Refusal]:
    said = _said(wanted)
    rules: Sequence[tuple[Callable[[], bool], str]] = (
        (lambda: not wanted.name.strip(), "mailing_name_missing"),
        (
            lambda: wanted.purpose == MailingPurpose.SERVICE and not wanted.reason.strip(),
            "mailing_reason_missing",
        ),
        (
            lambda: wanted.purpose == MailingPurpose.MARKETING and wanted.channel == Channel.PEC,
            "mailing_offers_by_email",
        ),
        (lambda: wanted.account is not None and wanted.account.kind != wanted.channel, "mailing_account_wrong"),
        (lambda: not said, "mailing_without_text"),
    )
    yield from (refusal(code) for is_broken, code in rules if is_broken())
    for language, (subject, body) in said.items():
        if not (subject.strip() and body.strip()):
            yield refusal("mailing_half_text", language=language)
