"""Rows made by the thousand: an instance like another, or like a row read, without the work of Model.__init__."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    """The rows of a queryset with the rows of its `select_related`, much as iterating it would yield.

    No signal tells of them, which is most of what iterating costs.
    """
    compiler = found.query.get_compiler(found.db)
    results = compiler.execute_sql(chunked_fetch=True)
    if results is None:
        return
    shape = shape_of(compiler)
    for values in compiler.results_iter(results):
        yield made(shape, values)


def relate(row: Model, name: str, other: Model | None) -> None:
    """Let a row know a row its column points to already."""
    row._state.fields_cache[name] = other


@dataclass(frozen=True, slots=True)
class Shape:
    """Where in a row of a statement the columns of a model stand, and those of the rows it points to."""

    model: type[Any]
    places: Sequence[tuple[str, int]]
    pk_at: int
    related: Sequence[tuple[str, Shape]]


def shape_of(compiler: Any) -> Shape:
    """The shape of the rows a compiler, which has compiled its query, will fetch."""
    return _shape(compiler.select, compiler.klass_info)


def _shape(select: Any, info: Any) -> Shape:
    columns = [(select[at][0].target, at) for at in info["select_fields"]]
    return Shape(
        model=info["model"],
        places=[(column.attname, at) for column, at in columns],
        pk_at=next(at for column, at in columns if column.primary_key),
        related=[(each["field"].name, _shape(select, each)) for each in info.get(RELATED, ())],
    )


def made(shape: Shape, values: Sequence[Any]) -> Any:
    """The instance of a fetched row, with those it points to; None where an outer join found none."""
    if values[shape.pk_at] is None:
        return None
    row = object.__new__(shape.model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    row.__dict__ = {name: values[at] for name, at in shape.places}
    row.__dict__["_state"] = state
    for name, other in shape.related:
        relate(row, name, made(other, values))
    return row
