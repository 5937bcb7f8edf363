"""Setting how much credit a customer has, and noting a procedure opened on him. Duty: billing.set_credit_terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from billing.duties import LIMIT
from billing.models import CreditTerms
from registry.duties import require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from registry.actors import Actor
    from registry.models import Customer


def set_credit_terms(
    customer: Customer, *, valid_from: date, limit: Decimal | None, insolvency: str = "", source: str, actor: Actor
) -> CreditTerms:
    """The terms from a day on; those that begin on the same day are replaced. Raises DutyMissing, ValidationError."""
    require(actor, LIMIT)
    with transaction.atomic():
        rows = CreditTerms.objects.of(actor.company_id).filter(customer=customer, valid_from=valid_from)
        row = rows.first() or CreditTerms(company_id=actor.company_id, customer=customer, valid_from=valid_from)
        row.limit, row.insolvency, row.source = limit, insolvency.strip(), source.strip()
        row.entered_by_name = actor.name
        row.full_clean()
        signed(row, by=actor, reason="set").save()
    return row
