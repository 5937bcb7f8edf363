"""Where a person is named, and the spellings people answer to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.access import may_see, processes_for
from cases.models import Mention
from cases.queries.people import memberships_on
from registry.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from cases.models import Case
    from registry.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Named:
    """A comment that names a person."""

    mention_id: int
    case: Case
    by: str
    at: datetime
    words: str


def unread(actor: Actor) -> ScopedQuerySet[Mention]:
    """The mentions of the actor he has not read, in cases he may (still) see; the system, no user 0, has none."""
    codes = [process.code for process in processes_for(actor)]
    mine = Mention.objects.of(actor.company_id).filter(user_id=actor.user_id or 0, read_at__isnull=True)
    return mine.filter(case__process_code__in=codes)


def mentions(actor: Actor, limit: int = 25, skip: int = 0) -> list[Named]:
    """The newest comments that name the actor and that he has not read, after the first `skip`, in one statement."""
    rows = unread(actor).select_related("event", "case__customer").order_by("-id")[skip : skip + limit]
    return [_named(row) for row in rows]


def _named(mention: Mention) -> Named:
    event = mention.event
    words = str(json.loads(event.body)["matter"].get("inputs", {}).get("text", ""))
    return Named(mention_id=mention.pk, case=mention.case, by=event.actor_name, at=event.occurred_at, words=words)


def spellings_of(case: Case, on: date) -> Mapping[int, list[str]]:
    """What those who may see a case answer to after an "@": full name, address, and its part before the "@"."""
    rows = memberships_on(case.company_id, on).values_list("user_id", "user__full_name", "user__email", "duties")
    return {
        user_id: [name, email, email.partition("@")[0]]
        for user_id, name, email, duties in rows
        if may_see(Actor(user_id=user_id, name=name, duties=frozenset(duties), company_id=case.company_id), case)
    }


def mentionable(case: Case, on: date) -> list[tuple[str, str]]:
    """Who may be named in a comment on a case: (what to write after the "@", full name), by name."""
    found = spellings_of(case, on).values()
    return sorted(((handle, name or handle) for name, _email, handle in found), key=lambda pair: pair[1].casefold())
