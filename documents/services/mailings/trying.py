"""A mailing tried before anybody gets it: on customers chosen by lot, and as a message to oneself."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.utils.translation import gettext as _

from cases.rules.days import day_of
from documents import store
from documents.duties import SEND
from documents.letters.rendering import LetterFailed
from documents.messages import mime
from documents.messages.smtp import NeverSent, NotSent, Unsure
from documents.messages.ways import send
from documents.models import MailAccount, Mailing, MailingPaper
from documents.services.mailings.drafts import papers_of
from documents.services.mailings.lists import members
from documents.services.mailings.refusals import refused
from documents.services.mailings.unsubscribing import EXAMPLE, closing
from documents.services.mailings.wording import Writer, language_of
from documents.services.messages.checking import is_mail_address
from documents.services.messages.refusals import refused as wrong
from documents.services.messages.writing import message_id
from registry.actors import Actor
from registry.duties import require
from registry.models import Customer
from registry.scoping import ScopedQuerySet

CHOSEN: Final = 3
AMONG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Trial:
    """What a customer would read, with the fields for which there is no value; or why it cannot be written."""

    customer: Customer
    subject: str = ""
    body: str = ""
    missing: tuple[str, ...] = ()
    error: str = ""


def trials(mailing: Mailing, *, now: datetime, code: str = "") -> list[Trial]:
    """The mailing as three customers of its list would read it, or the one asked for by code. Nothing is kept."""
    people = members(mailing.list, day_of(now)).select_related("company")
    chosen = people.filter(code=code.strip().upper()) if code.strip() else _by_lot(people)
    with Writer(mailing, day_of(now)) as writer:
        return [_tried(mailing, customer, writer) for customer in chosen] if writer.languages else []


def send_test(mailing: Mailing, to: str, *, actor: Actor, now: datetime) -> Trial:
    """Send what one customer of the list would read to oneself; the register does not have it. Outside of transactions.

    Raises DutyMissing, MessageRefused for an address no server takes, MailingRefused with the server's words.
    """
    require(actor, SEND)
    if not is_mail_address(to):
        raise wrong("message_address_wrong", address=to)
    found = trials(mailing, now=now)
    if not found:
        raise refused("mailing_nobody_to_try")
    trial = found[0]
    if trial.error:
        raise refused("mailing_cannot_be_filled_in", words=trial.error)
    account = mailing.account or _account(mailing)
    sender = (account.display_name or account.name, account.address) if account else (trial.customer.company.name, to)
    outgoing = mime.Outgoing(
        message_id=message_id(uuid4(), account),
        sender=sender,
        to=[("", to)],
        subject=_("[Test] %(subject)s") % {"subject": trial.subject},
        body=trial.body,
        date=now,
        files=[_file(each) for each in papers_of(mailing)],
    )
    try:
        taken = send(account, mailing.channel, sender[1], [to], mime.build(outgoing))
    except (NotSent, NeverSent, Unsure) as problem:
        raise refused("mailing_test_failed", words=str(problem)) from problem
    if taken.refused:
        raise refused("mailing_test_failed", words="; ".join(taken.refused.values()))
    return trial


def _by_lot(people: ScopedQuerySet[Customer]) -> list[Customer]:
    newest = list(people.order_by("-pk").values_list("pk", flat=True)[:AMONG])
    chosen = random.sample(newest, min(CHOSEN, len(newest)))
    return list(people.filter(pk__in=chosen).order_by("pk"))


def _tried(mailing: Mailing, customer: Customer, writer: Writer) -> Trial:
    language = language_of(customer, writer.languages)
    try:
        subject, body, written = writer.write(customer, language)
    except LetterFailed as failed:
        return Trial(customer, error=str(failed))
    return Trial(customer, subject, body + closing(mailing, EXAMPLE, language, customer.company.name), written.missing)


def _account(mailing: Mailing) -> MailAccount | None:
    in_use = MailAccount.objects.of(mailing.company_id).filter(kind=mailing.channel, is_active=True)
    return in_use.exclude(smtp_host="").order_by("pk").first()


def _file(paper: MailingPaper) -> mime.File:
    document = paper.document
    content = store.locate(document.file).read_bytes()
    return mime.File(document.file_name, document.file.media_type, content, document.file.sha256)
