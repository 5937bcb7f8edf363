"""The list of customers, 25 at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.queries.capped import Count, count
from registry.models import Company, Customer
from registry.models.fields import search_key
from registry.queries.customers import CustomerHit, search

PAGE = 25


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of customers."""

    hits: Sequence[CustomerHit]
    total: Count
    page: int
    pages: int


def customers(company: Company, words: str, page: int = 1) -> CustomerPage:
    """What a search finds (its best 25), or without words everybody by name, a page at a time."""
    if search_key(words):
        found = search(company, words)
        return CustomerPage(found, Count(len(found)), 1, 1)
    everybody = Customer.objects.of(company)
    total = count(everybody)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    rows = everybody.order_by("search_key", "code").values_list(*CustomerHit.__dataclass_fields__)
    return CustomerPage([CustomerHit(*row) for row in rows[(page - 1) * PAGE : page * PAGE]], total, page, pages)
