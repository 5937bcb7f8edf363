"""What a person follows, and what he was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from cases.access import processes_for, visible_to
from cases.models import Follow, Notice

if TYPE_CHECKING:
    from cases.models import Case
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet


def is_following(case: Case, actor: Actor) -> bool:
    """Whether the actor follows a case; asks only when somebody does."""
    if not case.is_followed:
        return False
    return Follow.objects.of(case.company_id).filter(case=case, user_id=actor.user_id or 0).exists()


def followed(actor: Actor) -> ScopedQuerySet[Case]:
    """The cases the actor follows and may see, the latest moved first."""
    mine = Follow.objects.of(actor.company_id).filter(user_id=actor.user_id or 0, case=OuterRef("pk"))
    return visible_to(actor).filter(Exists(mine), is_followed=True).order_by("-state_since", "-id")


def unread_notices(actor: Actor, kind: str = "") -> ScopedQuerySet[Notice]:
    """What the actor was told and has not read, about cases he may (still) see, or about himself; newest first."""
    codes = [process.code for process in processes_for(actor)]
    mine = Notice.objects.of(actor.company_id).filter(user_id=actor.user_id or 0, read_at__isnull=True)
    seen = mine.filter(Q(case__isnull=True) | Q(case__process_code__in=codes))
    return (seen.filter(kind=kind) if kind else seen).order_by("-id")
