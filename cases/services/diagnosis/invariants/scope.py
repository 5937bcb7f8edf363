"""Rows of one company never point to rows of another."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import F, ForeignKey, Q

from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from registry.scoping import CompanyOwned, ScopedQuerySet

WHY = "the doctor compares the companies of rows that point to each other"


def one_company(visit: Visit) -> Examined:
    """I10: over every table of every app, and every foreign key from one company-owned row to another."""
    examined, found = 0, []
    owned = [each for each in apps.get_models() if issubclass(each, CompanyOwned)]
    for model, column in [(each, column) for each in owned for column in _pointers(each)]:
        examined += _pointing(model, column, visit).count()
        found += list(_strangers(model, column, visit))
    return Examined(examined, found)


def _pointers(model: type[CompanyOwned]) -> list[str]:
    """The foreign keys of a model that lead to another company-owned row."""
    fields = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey) and field.concrete]
    return [field.name for field in fields if issubclass(field.related_model, CompanyOwned)]


def _pointing(model: type[CompanyOwned], column: str, visit: Visit) -> ScopedQuerySet[CompanyOwned]:
    rows: ScopedQuerySet[CompanyOwned] = model.objects.across_companies(WHY)
    return rows.filter(company__in=visit.companies, **{f"{column}__isnull": False})


def _strangers(model: type[CompanyOwned], column: str, visit: Visit) -> Iterator[Violation]:
    strange = _pointing(model, column, visit).filter(~Q(company_id=F(f"{column}__company_id"))).order_by("pk")
    for pk, own, theirs in strange.values_list("pk", "company__slug", f"{column}__company__slug"):
        yield Violation(f"{model.__name__} {pk}", f"it belongs to {own}, its {column} to {theirs}")
