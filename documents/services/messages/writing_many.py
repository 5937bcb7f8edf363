"""The same act of writing for many customers at once: statements do not grow with their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models.writing import add
from cases.outbox import announcing, nudge
from cases.rules.refusals import Refusal
from cases.services.rows import OneOf
from documents.models import Attachment, MailAccount, Message
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import (
    BY_MAIL,
    Draft,
    account_of,
    owed,
    problems_about,
    problems_of,
    recipient_of,
    unsaved,
    with_each_once,
)
from registry.actors import Actor
from registry.models import Customer


def write_many(about: Sequence[tuple[Customer, Draft]], *, actor: Actor, now: datetime) -> list[Message]:
    """As `writing.write`, of mails that answer and resend nothing, for customers whom the caller has locked.

    All or none, in the caller's transaction: raises MessageRefused for any of them. A key that was used gives the
    message it gave before. The same rows are left as if each had been written alone.
    """
    if not about:
        return []
    company_id = about[0][0].company_id
    earlier = _by_key(company_id, [draft.key for _customer, draft in about])
    accounts: dict[int | None, MailAccount | None] = {}
    problems: list[Refusal] = []
    made: list[tuple[Message, Draft]] = []
    for customer, given in about:
        if given.key in earlier:
            continue
        draft = with_each_once(given)
        asked = draft.account.pk if draft.account else None
        if asked not in accounts:
            accounts[asked] = account_of(company_id, draft)
        problems += (*problems_about(None, customer, draft), *problems_of(draft, accounts[asked], company_id))
        message = unsaved(draft, company_id, accounts[asked], actor=actor, now=now, case=None, customer=customer)
        made.append((message, draft))
    if problems:
        raise MessageRefused(problems)
    _put_down(made, now)
    known = earlier | {message.key: message for message, _draft in made}
    return [known[draft.key] for _customer, draft in about]


def locked_customers(company_id: int, ids: Sequence[int]) -> dict[int, Customer]:
    """By id, locked in the order of their ids: two who lock the same ones wait, and never for each other."""
    rows = Customer.objects.of(company_id).select_related("company", "merged_into")
    held = rows.select_for_update(of=("self",), no_key=True).filter(OneOf("id", ids)).order_by("pk")
    return {customer.pk: customer for customer in held}


def _by_key(company_id: int, keys: Sequence[UUID]) -> dict[UUID, Message]:
    return {message.key: message for message in Message.objects.of(company_id).filter(key__in=keys)}


def _put_down(made: Sequence[tuple[Message, Draft]], now: datetime) -> None:
    add([message for message, _draft in made])
    add([recipient_of(message, draft, each) for message, draft in made for each in draft.to])
    add(
        [
            Attachment(company_id=message.company_id, message=message, document=document)
            for message, draft in made
            for document in draft.documents
        ]
    )
    by_mail = [(message, draft) for message, draft in made if draft.channel in BY_MAIL]
    if announcing.saved(each for message, draft in by_mail for each in owed(message, origin=draft.origin, now=now)):
        transaction.on_commit(nudge.relay)
