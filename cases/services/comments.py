"""Words about a case, kept in its journal; and events that packages above leave there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.access import may_see
from cases.models import Mention
from cases.outbox import announcing, nudge
from cases.queries.mentions import spellings_of
from cases.rules.days import day_of
from cases.rules.mentions import mentioned
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case, CaseEvent
    from registry.actors import Actor

COMMENT: Final = "cases.comment"
"""Product-wide duty: comment on every case one may see; who works on its process, not only looks, may anyway."""


def comment(case: Case, text: str, *, actor: Actor, now: datetime) -> CaseEvent:
    """Write a comment into the journal of a case; people named in it with "@" find it in their worklist.

    Only those who may see the case are named by it. Raises NotPermitted; Refused when it says nothing.
    """
    _require(case, actor)
    words = text.strip()
    if not words:
        raise Refused([Refusal("comment_empty", N_("The comment is empty."))])
    with transaction.atomic():
        event = record(case, "comment", actor=actor, now=now, matter={"inputs": {"text": words}})
        _mention(event, words, actor, now)
    return event


def _require(case: Case, actor: Actor) -> None:
    only_looks = not any(
        duty.startswith(f"{case.process_code}.") for duty in actor.duties - {case.process.duty("read")}
    )
    if not may_see(actor, case) or (only_looks and not actor.has(COMMENT)):
        raise NotPermitted(COMMENT)


def _mention(event: CaseEvent, words: str, actor: Actor, now: datetime) -> None:
    if "@" not in words:
        return
    people = mentioned(words, spellings_of(event.case, day_of(now)))
    Mention.objects.bulk_create(
        Mention(company_id=event.company_id, event=event, case=event.case, user_id=user_id)
        for user_id in people
        if user_id != actor.user_id
    )


def read_mentions(case: Case, *, actor: Actor, now: datetime) -> int:
    """Note that the actor has read where a case names him. Returns how many were unread."""
    unread = Mention.objects.of(actor.company_id).filter(case=case, user_id=actor.user_id or 0, read_at__isnull=True)
    return unread.update(read_at=now)


def record(
    case: Case, kind: str, *, actor: Actor, now: datetime, matter: Mapping[str, Any], origin: str = "desk"
) -> CaseEvent:
    """Write an event that is no transition: a document received, a message sent. The state stays as it is."""
    with transaction.atomic():
        locked = locking.lock(case)
        entry = journal.Entry(kind=kind, actor=actor, now=now, origin=origin, matter=matter)
        event = journal.append(locked, entry)
        locked.save(update_fields=("seq", "head_hash"))
        if announcing.announce(locked, event):
            transaction.on_commit(nudge.relay)
    return event
