"""What the conformance tests and the walk type into the forms of a dunning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registry.models import Customer
from tests.factories import cases as make
from tests.paper import below
from tests.paper.models import Debt


def inputs(transition, company, case):
    """The cleaned inputs of a transition; the debt of an opening is made here. A dunning is settled once it is paid."""
    if transition == "settle" and case is not None:
        Debt.objects.of(company).filter(pk=case.dossier.debt_id).update(paid=Decimal("1200.00"))
    if transition != "open":
        return {}
    customer = Customer.objects.of(company).first() or make.customer(company)
    number = f"F{Debt.objects.of(company).count() + 1}"
    debt = below.owe(company, customer, number, Decimal("1200.00"), date(2026, 11, 1))
    return {"debt": debt.pk, "due_on": debt.due_on}
