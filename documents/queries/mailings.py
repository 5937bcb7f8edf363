"""Mailings and saved lists, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from documents.models import CustomerList, Mailing, MailingRow
from registry.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Totals:
    """How a mailing stands: who gets it, whose message is written and how far it came, who does not get it and why."""

    waiting: int
    by_status: Mapping[str, int]
    left_out: Mapping[str, int]
    old_consents: int

    @property
    def written(self) -> int:
        """How many messages stand in the register."""
        return sum(self.by_status.values())

    @property
    def reached(self) -> int:
        """How many get it, or have got it."""
        return self.waiting + self.written

    @property
    def all(self) -> int:
        """Everybody who was on the list."""
        return self.reached + sum(self.left_out.values())


def totals(mailing: Mailing) -> Totals:
    """Two statements."""
    rows = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing)
    found = rows.order_by().values_list("why_not", "message__status").annotate(number=Count("pk"))
    counted = {(why_not, status): number for why_not, status, number in found}
    return Totals(
        waiting=counted.get(("", None), 0),
        by_status={status: number for (_why, status), number in counted.items() if status is not None},
        left_out={why_not: number for (why_not, _status), number in counted.items() if why_not},
        old_consents=rows.filter(is_consent_old=True).count(),
    )


def rows_of(mailing: Mailing) -> ScopedQuerySet[MailingRow]:
    """Every customer of a prepared mailing, those left out first."""
    rows = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing)
    return rows.select_related("customer", "message").order_by("-why_not", "customer__search_key", "pk")


def mailings(company_id: int) -> ScopedQuerySet[Any]:
    """The newest first, each with its list and the number of its messages."""
    rows = Mailing.objects.of(company_id).select_related("list", "created_by")
    return rows.annotate(messages=Count("rows__message")).order_by("-created_at", "-pk")


def saved_lists(company_id: int) -> ScopedQuerySet[Any]:
    """By name, with the number of mailings that used each."""
    return CustomerList.objects.of(company_id).annotate(used=Count("mailings")).order_by("name")
