"""Which consents hold: of a purpose, for many customers at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from registry.models import Code, Consent
from registry.queries.missing import REVIEWS


def newest(company_id: int, purpose: str, customers: Collection[int]) -> Mapping[int, Consent]:
    """By customer the row of a purpose that holds, given or withdrawn; who never said anything is absent."""
    rows = Consent.objects.of(company_id).filter(purpose=purpose, customer_id__in=customers).order_by("on", "pk")
    return {row.customer_id: row for row in rows}


def old_before(purpose: str, on: date) -> date | None:
    """Consents of a purpose given on this day or before are to be asked again; None where no rule says so."""
    rows = Code.objects.on(on).filter(list=REVIEWS, code=purpose).values_list("extra", flat=True)
    days = [int(extra["days"]) for extra in rows]
    return on - timedelta(days=min(days)) if days else None
