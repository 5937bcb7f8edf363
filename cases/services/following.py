"""Following a case: whoever asked is told once of what happens to it, as long as he may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.access import may_see
from cases.models import Follow, Notice
from cases.outbox.consumers import Consumer
from cases.queries.people import members
from cases.rules.days import day_of
from cases.services import locking, notices
from cases.services.errors import NotPermitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case, Dispatch
    from registry.actors import Actor

FOLLOWED: Final = "followed"
SILENT: Final = ("work.",)
"""Kinds of events nobody is told of: who took which work is no news."""


def follow(case: Case, *, actor: Actor, now: datetime) -> None:
    """Ask to be told of a case; asked twice, nothing happens. Raises NotPermitted when the actor may not see it."""
    if actor.user_id is None or not may_see(actor, case):
        raise NotPermitted(FOLLOWED)
    with transaction.atomic():
        locked = locking.lock(case)
        Follow.objects.of(locked.company_id).get_or_create(
            case=locked, user_id=actor.user_id, defaults={"company_id": locked.company_id, "since": now}
        )
        _note(locked, is_followed=True)


def unfollow(case: Case, *, actor: Actor) -> None:
    """Be told no more."""
    with transaction.atomic():
        locked = locking.lock(case)
        followers = Follow.objects.of(locked.company_id).filter(case=locked)
        followers.filter(user_id=actor.user_id or 0).delete()
        _note(locked, is_followed=followers.exists())


def _note(case: Case, *, is_followed: bool) -> None:
    if case.is_followed != is_followed:
        case.is_followed = is_followed
        case.save(update_fields=("is_followed",))


def tell_followers(dispatch: Dispatch, now: datetime) -> Mapping[str, object]:
    """Leave one notice per follower of the case an event happened to, except for who did it.

    Who lost the duty that let him see the case is not told.
    """
    event = dispatch.event
    if event is None or dispatch.topic != event.kind or event.kind.startswith(SILENT):
        return {"told": 0}
    case = event.case
    watching = set(Follow.objects.of(case.company_id).filter(case=case).values_list("user_id", flat=True))
    watching.discard(event.actor_id or 0)
    people = members(case.company_id, day_of(now)) if watching else []
    told = [actor.user_id for actor in people if actor.user_id in watching and may_see(actor, case)]
    params = {"event": event.kind, "by": event.actor_name, "from": event.from_state, "to": event.to_state}
    notices.tell(case, told, kind=FOLLOWED, source=f"event:{event.pk}", now=now, params=params)
    return {"told": len(told)}


consumer: Final = Consumer(
    name="cases.followers",
    topics=("*",),
    handle=tell_followers,
    when=lambda case: case.is_followed,
    label=_("Those who follow the case"),
)


def read_notices(*, actor: Actor, now: datetime, case: Case | None = None) -> int:
    """Note that the actor has read what he was told, of one case or of all. Returns how many were unread."""
    unread = Notice.objects.of(actor.company_id).filter(user_id=actor.user_id or 0, read_at__isnull=True)
    return (unread.filter(case=case) if case else unread).update(read_at=now)
