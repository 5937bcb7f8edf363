"""Rows of one company never reach another: a query that names no company does not run.

`Customer.objects.of(company)` names it, as does `filter(company=...)`. So do `customer.sites` and `case.events`,
because they start from a row that was itself found within a company; a row that several companies share does not
count. `Customer.objects.across_companies("nightly sweep of deadlines")` says aloud that every company is meant.
Anything else raises `CompanyScopeMissing` when it is evaluated.

The scope travels on the SQL query, not on the queryset: clones, pickles, sub-queries, unions and aggregates are
asked as well. `_base_manager` is left alone, since Django saves, refreshes, deletes and follows foreign keys with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar, cast

from django.apps import apps
from django.db import models
from django.db.models import sql
from django.db.models.expressions import OuterRef
from django.db.models.query import RawQuerySet
from django.db.models.sql.where import OR, XOR

M = TypeVar("M", bound=models.Model)

_WITHIN: Final = "part of a query that is checked itself"
_COMPANY_LOOKUPS: Final = ("company", "company_id", "company__exact", "company_id__exact")
_inherited: ContextVar[str] = ContextVar("inherited_scope", default="")


class CompanyScopeMissing(RuntimeError):
    """A company-owned model was queried, or a row saved, without saying for which company."""


class MixedCompanies(ValueError):
    """A row of one company was about to point to a row of another."""


@contextmanager
def _scope_inherited() -> Iterator[None]:
    token = _inherited.set(_WITHIN)
    try:
        yield
    finally:
        _inherited.reset(token)


class ScopedQuery(sql.Query):
    """An SQL query that knows for whom it runs; an empty `scope` refuses to compile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = _inherited.get()

    def require_scope(self) -> None:
        """Raise CompanyScopeMissing unless a company is known or the query can find nothing."""
        if self.scope or _inherited.get() or self.is_empty():
            return
        name = self.model.__name__ if self.model else "?"
        raise CompanyScopeMissing(
            f"{name} rows belong to a company, and this query names none. "
            f"Write {name}.objects.of(company), start from a row of that company, "
            f'or say {name}.objects.across_companies("why every company is meant").'
        )

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.require_scope()
        return super().get_compiler(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self.require_scope()
        return super().resolve_expression(*args, **kwargs)

    def split_exclude(self, *args: Any, **kwargs: Any) -> Any:
        """Django builds a sub-query of its own here; it belongs to this query."""
        with _scope_inherited():
            return super().split_exclude(*args, **kwargs)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        """`a & b` is as narrow as either side, `a | b` as wide as the wider one."""
        other = getattr(rhs, "scope", "")
        super().combine(rhs, connector)
        if connector in (OR, XOR):
            self.scope = self.scope if self.scope == other else ""
        else:
            self.scope = self.scope or other


if TYPE_CHECKING:

    class _QuerySet(models.QuerySet[M]):
        """What Django's querysets have and their stubs leave out."""

        _query: sql.Query

        def _chain(self) -> Self: ...
        def _update(self, values: object) -> int: ...
        def _raw_delete(self, using: str | None) -> int: ...
        def _add_hints(self, **hints: Any) -> None: ...
        def _filter_or_exclude_inplace(self, negate: object, args: Any, kwargs: dict[str, Any]) -> None: ...

else:
    _QuerySet = models.QuerySet


class ScopedQuerySet(_QuerySet[M]):
    """A queryset over a company-owned model."""

    def __init__(
        self,
        model: type[M] | None = None,
        query: sql.Query | None = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(model, query or ScopedQuery(model), using, hints)
        self._take_scope_from((hints or {}).get("instance"))

    def of(self, company: models.Model | int | OuterRef) -> Self:
        """Only the rows of this company (a Company, its id, or OuterRef to it in a sub-query)."""
        if isinstance(company, OuterRef):
            return self.filter(company_id=company)
        company_id = _company_id(company)
        return self.filter(company_id=company_id)

    def across_companies(self, reason: str) -> Self:
        """The rows of every company; `reason` is read by whoever reviews who may look everywhere."""
        if not reason.strip():
            raise CompanyScopeMissing("across_companies() needs the reason why every company is meant.")
        rows = self._chain()
        if isinstance(rows.query, ScopedQuery):
            rows.query.scope = f"all companies: {reason.strip()}"
        return rows

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()

    def raw(self, *args: Any, **kwargs: Any) -> RawQuerySet[Any]:
        self._require_scope()
        return super().raw(*args, **kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            _require_company(row)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        self._require_scope()
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def __repr__(self) -> str:
        if isinstance(self.query, ScopedQuery) and not self.query.scope:
            return f"<{type(self).__name__} of {self.model.__name__}, no company named>"
        return super().__repr__()

    def _update(self, values: object) -> int:
        self._require_scope()
        return super()._update(values)

    def _raw_delete(self, using: str | None) -> int:
        self._require_scope()
        return super()._raw_delete(using)

    def _add_hints(self, **hints: Any) -> None:
        """Related managers and prefetches announce here the row they start from."""
        super()._add_hints(**hints)
        self._take_scope_from(hints.get("instance"))

    def _filter_or_exclude_inplace(self, negate: object, args: Any, kwargs: dict[str, Any]) -> None:
        super()._filter_or_exclude_inplace(negate, args, kwargs)
        if not negate and not args:
            named = next((kwargs[lookup] for lookup in _COMPANY_LOOKUPS if lookup in kwargs), None)
            if isinstance(named, int | models.Model | OuterRef):  # F("company_id") would name every company
                self._mark(f"company {getattr(named, 'pk', named)}")

    def _mark(self, scope: str) -> None:
        if isinstance(self._query, ScopedQuery):
            self._query.scope = scope

    def _take_scope_from(self, instance: models.Model | None) -> None:
        if instance is not None and not getattr(instance, "spans_companies", False):
            self._mark(f"{type(instance).__name__} {instance.pk}")

    def _require_scope(self) -> None:
        if isinstance(self.query, ScopedQuery):
            self.query.require_scope()


class ScopedManager(models.Manager[M]):
    """Hands out scoped querysets; `objects` of every company-owned model."""

    _queryset_class = ScopedQuerySet

    def get_queryset(self) -> ScopedQuerySet[M]:
        return cast("ScopedQuerySet[M]", super().get_queryset())

    def of(self, company: models.Model | int | OuterRef) -> ScopedQuerySet[M]:
        """Only the rows of this company."""
        return self.get_queryset().of(company)

    def across_companies(self, reason: str) -> ScopedQuerySet[M]:
        """The rows of every company, with the reason said aloud."""
        return self.get_queryset().across_companies(reason)


class CompanyOwned(models.Model):
    """Abstract base of every row that belongs to one company."""

    company = models.ForeignKey("registry.Company", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a row without a company, and one that points to a loaded row of another company."""
        self.require_company()
        super().save(*args, **kwargs)

    def require_company(self) -> None:
        """Raises CompanyScopeMissing without a company, MixedCompanies beside a loaded row of another."""
        _require_company(self)
        _require_one_company(self)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Uniqueness is the database's question: Django may look at every company's rows for it."""
        with _scope_inherited():
            super().validate_unique(exclude=exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As `validate_unique`, for the constraints declared in Meta."""
        with _scope_inherited():
            super().validate_constraints(exclude=exclude)


def _company_id(company: object) -> int:
    if isinstance(company, models.Model):
        if not isinstance(company, apps.get_model("registry.Company")):
            raise CompanyScopeMissing(f"of() takes a company or its id, not a {type(company).__name__}.")
        company = company.pk
    if not isinstance(company, int) or isinstance(company, bool):
        raise CompanyScopeMissing(f"of() takes a saved company or its id, not {company!r}.")
    return company


def _require_company(row: models.Model) -> None:
    if getattr(row, "company_id", None) is None:
        raise CompanyScopeMissing(f"A {type(row).__name__} must be given its company before it is saved.")


def _require_one_company(row: models.Model) -> None:
    """Compare with the related rows already in memory; costs no query."""
    own = getattr(row, "company_id", None)
    for name, related in row._state.fields_cache.items():  # where Django keeps loaded relatives
        theirs = getattr(related, "company_id", None)
        if isinstance(related, CompanyOwned) and theirs is not None and theirs != own:
            raise MixedCompanies(f"{type(row).__name__}.{name} belongs to company {theirs}, the row to company {own}.")
