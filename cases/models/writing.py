"""A few rows written in statements compiled once. No signal tells of them; ids come back to the instances."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import JSONField
from django.db.models.sql import InsertQuery

from cases.models import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model, QuerySet

    from registry.scoping import CompanyOwned

    Fields = Sequence[Field[Any, Any]]

NATIVE: Final = frozenset({bool, int, str, date, datetime, UUID, type(None)})


def add(rows: Sequence[CompanyOwned]) -> None:
    """Insert new rows of one model in one statement; the database gives them their ids.

    Raises what `save` raises for a row without a company or with relatives of another.
    """
    if not rows:
        return
    text, fields = _insertion(connection.vendor, type(rows[0]), len(rows))
    values = [_value(field, row) for row in rows for field in fields]
    for row in rows:
        row.require_company()
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        ids = cursor.fetchall()
    for row, (pk,) in zip(rows, ids, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def change(row: CompanyOwned, columns: tuple[str, ...]) -> None:
    """Write some fields of one row, found by its company and its id."""
    fields = _fields(type(row), columns)
    values = {field.attname: _value(field, row) for field in fields}
    kept.update(_one, type(row), columns, company=row.company_id, pk=row.pk, **values)


def _value(field: Field[Any, Any], row: Model) -> Any:
    """The value as the database takes it: PostgreSQL takes these kinds as the row holds them, but for JSON."""
    value = row.__dict__[field.attname]
    if type(value) in NATIVE and connection.vendor == "postgresql" and not isinstance(field, JSONField):
        return value
    return field.get_db_prep_save(value, connection)


def _one(model: type[CompanyOwned], columns: tuple[str, ...]) -> tuple[QuerySet[Any], dict[str, Any]]:
    changes = {field.name: kept.Given(field.attname) for field in _fields(model, columns)}
    return model.objects.of(kept.COMPANY).filter(pk=kept.Given("pk")), changes


@cache
def _fields(model: type[Model], columns: tuple[str, ...]) -> Fields:
    return [field for field in model._meta.concrete_fields if field.name in columns]


@cache
def _insertion(vendor: str, model: type[Model], count: int) -> tuple[str, Fields]:
    """The statement for so many rows, and the fields whose values each of them gives."""
    del vendor
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    query: Any = InsertQuery(model)
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [model._meta.pk]
    ((text, _),) = compiler.as_sql()
    places = f"({', '.join(['%s'] * len(fields))})"
    return text.replace(places, ", ".join([places] * count)), fields
