"""What saved lists of customers may ask of the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from billing.duties import READ
from billing.queries.statements import overdue
from documents.services.mailings.criteria import Choice, Criterion, Number
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from documents.services.mailings.criteria import Values

WITH: Final = "with"
WITHOUT: Final = "without"
MOST_DAYS: Final = 3_650


def standings(company_id: int) -> Sequence[tuple[str, str | _StrPromise]]:
    """Who owes too long, or who does not."""
    del company_id
    return [(WITH, _("only with overdue items")), (WITHOUT, _("without overdue items"))]


def customers(company_id: int, asked: Values, on: date) -> QuerySet[Any, Any]:
    """Who has items overdue on the day, for more than the days asked for; or everybody who has none."""
    late = overdue(company_id, on, timedelta(days=asked.get("days", 0))).values("customer_id")
    if asked.get("items") == WITHOUT:
        return Customer.objects.of(company_id).exclude(pk__in=late).values("pk")
    return late


OVERDUE: Final = Criterion(
    code="overdue_items",
    label=_("Overdue items"),
    parts=(
        Choice(name="items", label=_("With overdue items or without"), options=standings),
        Number(
            name="days",
            label=_("overdue for more than (days)"),
            least=0,
            most=MOST_DAYS,
            hint=_("On the day on which the list is used; empty: from the day after the due date."),
        ),
    ),
    customers=customers,
    duty=READ,
)
