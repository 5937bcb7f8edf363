"""What saved lists of customers may ask of approvals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from contracts.models import Approval
from contracts.queries.holding import in_force
from documents.services.mailings.criteria import Choice, Criterion, Number
from registry.models import Plant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from documents.services.mailings.criteria import Values

ANYWHERE: Final = "*"
"""No plant has this code: plants are called by letters and figures."""
MOST_DAYS: Final = 3_650


def plants(company_id: int) -> Sequence[tuple[str, str | _StrPromise]]:
    """At any plant, or at one of the company's; those closed too, since their customers may have to be told."""
    rows = Plant.objects.of(company_id).order_by("code")
    return [(ANYWHERE, _("at any plant")), *((row.code, str(row)) for row in rows)]


def customers(company_id: int, asked: Values, on: date) -> QuerySet[Any, Any]:
    """Who has an approval in force on the day, at the plant asked for, that ends within the days asked for.

    What a newer version takes the place of does not end: its successor goes on.
    """
    rows = in_force(company_id, on)
    if asked.get("plant", ANYWHERE) != ANYWHERE:
        rows = rows.filter(plant__code=asked["plant"])
    if "within" in asked:
        rows = rows.filter(state=Approval.State.IN_FORCE, valid_to__lte=on + timedelta(days=asked["within"]))
    return rows.values("customer_id")


IN_FORCE: Final = Criterion(
    code="approval_in_force",
    label=_("Approval in force"),
    parts=(
        Choice(name="plant", label=_("With an approval in force"), options=plants),
        Number(
            name="within",
            label=_("that ends within (days)"),
            least=0,
            most=MOST_DAYS,
            hint=_("From the day on which the list is used; empty: whenever it ends."),
        ),
    ),
    customers=customers,
)
