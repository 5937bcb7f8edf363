"""The list of customers, 25 at a time, and what there is of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cases.queries.capped import Count, count
from contracts.models import Approval
from registry.models import Company, Customer
from registry.models.fields import search_key
from registry.queries.customers import CustomerHit, search
from registry.queries.missing import incomplete

PAGE = 25
MOST_APPROVALS = 50
EVERYBODY, PROSPECTS, INCOMPLETE = "", "prospects", "incomplete"
SHOWN: Final = (EVERYBODY, PROSPECTS, INCOMPLETE)


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of customers."""

    hits: Sequence[CustomerHit]
    total: Count
    page: int
    pages: int


def customers(company: Company, words: str, page: int = 1, *, on: date, show: str = EVERYBODY) -> CustomerPage:
    """What a search finds (its best 25), or without words those to show by name, a page at a time.

    `show` is "" for everybody, "prospects", or "incomplete" for those of whom something is missing on the day.
    """
    if search_key(words):
        found = search(company, words)
        return CustomerPage(found, Count(len(found)), 1, 1)
    everybody = _shown(company, show, on)
    total = count(everybody)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    rows = everybody.order_by("search_key", "code").values_list(*CustomerHit.__dataclass_fields__)
    return CustomerPage([CustomerHit(*row) for row in rows[(page - 1) * PAGE : page * PAGE]], total, page, pages)


def approvals_of(customer: Customer) -> list[Approval]:
    """The newest approvals of a customer, those that hold first; one statement."""
    rows = Approval.objects.of(customer.company_id).filter(customer=customer).select_related("plant", "site", "case")
    return sorted(rows.order_by("-pk")[:MOST_APPROVALS], key=lambda row: row.state not in Approval.UNDERWAY)


def _shown(company: Company, show: str, on: date) -> Any:
    if show == INCOMPLETE:
        return incomplete(company, on=on)
    everybody = Customer.objects.of(company).filter(merged_into__isnull=True)
    return everybody.filter(is_prospect=True) if show == PROSPECTS else everybody
