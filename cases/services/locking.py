"""The first step of every write: the case and its dossier, locked in one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import Case, kept
from cases.models.copies import loaded, relate
from cases.services.rows import OneOf
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from cases.definition import Process
    from cases.models import Dossier
    from registry.models import Company


def lock(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends, its dossier and company loaded.

    On SQLite every transaction is IMMEDIATE, so that the whole database is the lock.
    Raises the dossier's DoesNotExist when the row is gone.
    """
    model = case.process.dossier
    for dossier in kept.rows(_locked, model, company=case.company_id, case=case.pk):
        locked: Case = dossier.case
        locked.dossier = dossier
        return locked
    raise model.DoesNotExist(f"{model.__name__} of case {case.pk}")


def _locked(model: type[Dossier]) -> QuerySet[Any]:
    found = model.objects.of(kept.COMPANY).filter(pk=kept.Given("case"))
    return found.select_related("case__company", "case__customer").select_for_update(of=("self", "case"))


def lock_many(process: Process, company: Company, case_ids: Sequence[int]) -> list[Case]:
    """The same for many cases of one process, in the order of their ids; their customers in a second statement."""
    cases = []
    found = process.dossier.objects.of(company).select_related("case").filter(OneOf("case_id", case_ids))
    for dossier in loaded(found.select_for_update(of=("self", "case")).order_by("pk")):
        case = dossier.case
        case.dossier = dossier
        relate(case, "company", company)
        relate(dossier, "company", company)
        cases.append(case)
    _with_customers(company, cases)
    return cases


def _with_customers(company: Company, cases: Sequence[Case]) -> None:
    ids = {case.customer_id for case in cases if case.customer_id is not None}
    if not ids:
        return
    customers = {customer.pk: customer for customer in loaded(Customer.objects.of(company).filter(OneOf("id", ids)))}
    for case in cases:
        if case.customer_id is not None:
            relate(case, "customer", customers[case.customer_id])
