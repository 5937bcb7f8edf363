"""What a person was told, read and unread, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cases.access import processes_for
from cases.models import Notice
from registry.actors import Actor

PAGE = 25


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page, newest first; `more` when there are older ones."""

    notices: Sequence[Notice]
    page: int
    more: bool


def notices_of(actor: Actor, page: int = 1) -> NoticePage:
    """What the actor was told about cases he may (still) see, or about himself; one statement."""
    codes = [process.code for process in processes_for(actor)]
    mine = Notice.objects.of(actor.company_id).filter(user_id=actor.user_id or 0)
    seen = mine.filter(Q(case__isnull=True) | Q(case__process_code__in=codes)).select_related("case__customer")
    first = (max(page, 1) - 1) * PAGE
    found = list(seen.order_by("-id")[first : first + PAGE + 1])
    return NoticePage(found[:PAGE], max(page, 1), len(found) > PAGE)
