"""Many rows at once: COPY on PostgreSQL, plain inserts elsewhere; updates from arrays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 500


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model; on PostgreSQL they keep the ids they carry (see `reserve_ids`)."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        model._base_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 - rows carry their company


def reserve_ids(model: type[models.Model], count: int) -> list[int | None]:
    """The next ids of a table, so that rows of other tables can point to rows not yet written; None off PostgreSQL."""
    if connection.vendor != "postgresql":
        return [None] * count
    table, column = model._meta.db_table, model._meta.pk.column  # noqa: SLF001 - Django's documented model meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [number for (number,) in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    with_ids = rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if with_ids or not field.primary_key]  # noqa: SLF001
    columns = ", ".join(f'"{field.column}"' for field in fields)
    writers = [_writer(field) for field in fields]
    with connection.cursor() as cursor:
        statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'  # noqa: SLF001 - our own names
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([write(row) for write in writers])


def _writer(field: models.Field[Any, Any]) -> Any:
    name = field.attname
    if isinstance(field, models.JSONField):
        return lambda row: None if getattr(row, name) is None else json.dumps(getattr(row, name), cls=field.encoder)
    return lambda row: getattr(row, name)


def update(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write some columns of rows of one model, found by their ids, in one statement on PostgreSQL."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor == "postgresql":
        _update_from_arrays(model, rows, columns)
    else:
        model._base_manager.bulk_update(rows, columns, batch_size=100)  # noqa: SLF001 - rows carry their company


def _update_from_arrays(model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    meta = model._meta  # noqa: SLF001 - Django's documented model meta
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [meta.pk, *(by_name[name] for name in columns)]
    types = [_type(field) for field in fields]
    names = [f"c{index}" for index in range(len(fields))]
    arrays = [[write(row) for row in rows] for write in map(_writer, fields)]
    sets = ", ".join(f'"{field.column}" = u.{name}' for field, name in zip(fields[1:], names[1:], strict=True))
    source = ", ".join(f"%s::{kind}[]" for kind in types)
    statement = (
        f'UPDATE "{meta.db_table}" AS t SET {sets} FROM unnest({source}) AS u({", ".join(names)}) '  # noqa: S608
        f'WHERE t."{meta.pk.column}" = u.c0'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


def _type(field: models.Field[Any, Any]) -> str:
    """The bare PostgreSQL type: no identity, no length."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    name = str(kind.db_type(connection)).partition("(")[0]
    return {"varchar": "text", "serial": "integer", "bigserial": "bigint"}.get(name, name)
