"""Rows made by the thousand: an instance like another, or like a row read, without the work of Model.__init__."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

M = TypeVar("M", bound=Model)
RELATED: Final = "related_klass_infos"


def like(template: M, **changes: Any) -> M:
    """An unsaved row with the values of another, but for the changes, given by column ("case_id", not "case").

    Rows it points to are not taken along, and values such as lists are shared: for rows that are written and dropped.
    """
    row = object.__new__(type(template))
    row.__dict__ = {**template.__dict__, "_state": ModelState(), **changes}
    return row


def loaded(found: QuerySet[M]) -> Iterator[M]:
    """The rows of a queryset with the rows of its `select_related` (one level), much as iterating it would yield.

    No signal tells of them, which is most of what iterating costs.
    """
    compiler = found.query.get_compiler(found.db)
    results = compiler.execute_sql(chunked_fetch=True)
    if results is None:
        return
    info: Any = compiler.klass_info
    own = _columns(compiler, info)
    related = [(each["field"].name, _columns(compiler, each)) for each in info.get(RELATED, ())]
    for values in compiler.results_iter(results):
        row = _made(own, values)
        for name, columns in related:
            relate(row, name, _made(columns, values))
        yield row


def relate(row: Model, name: str, other: Model) -> None:
    """Let a row know a row its column points to already."""
    row._state.fields_cache[name] = other


Columns = tuple[type[Any], list[tuple[str, int]]]


def _columns(compiler: Any, info: Any) -> Columns:
    select = compiler.select
    return info["model"], [(select[at][0].target.attname, at) for at in info["select_fields"]]


def _made(columns: Columns, values: Any) -> Any:
    model, places = columns
    row = object.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    row.__dict__ = {name: values[at] for name, at in places}
    row.__dict__["_state"] = state
    return row
