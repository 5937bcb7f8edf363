"""Documents that end soon or have ended, of cases the person may see and of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from cases.access import visible_to
from cases.queries.capped import Count, count
from documents.services.expiring import BACK, ending
from registry.models.fields import search_key

if TYPE_CHECKING:
    from documents.models import Document
    from registry.actors import Actor
    from registry.models import Company
    from registry.scoping import ScopedQuerySet

WINDOWS: Final = (60, 30, 10, 0)
"""Days ahead; 0 asks for what has ended."""
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One page of documents, the first to end first."""

    documents: Sequence[Document]
    total: Count
    page: int
    pages: int


def expiring(company: Company, actor: Actor, on: date, *, days: int, words: str = "") -> ScopedQuerySet[Document]:
    """The documents whose last day comes within so many days, or has passed; of a customer by words of its name."""
    first, last = (on - BACK, on - timedelta(days=1)) if days == 0 else (on, on + timedelta(days=days))
    rows = ending(company, first, last).filter(Q(case__isnull=True) | Q(case__in=visible_to(actor)))
    for word in search_key(words).split():
        rows = rows.filter(Q(customer__search_key__contains=f" {word}") | Q(customer__code=word.upper()))
    return rows


def page_of(rows: ScopedQuerySet[Document], page: int) -> Found:
    """A page of them."""
    total = count(rows)
    pages = max(1, -(-total.number // PAGE))
    page = min(page, pages)
    return Found(list(rows[(page - 1) * PAGE : page * PAGE]), total, page, pages)
