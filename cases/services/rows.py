"""Many rows at once: COPY on PostgreSQL, plain inserts elsewhere; updates from arrays."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Func

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BATCH = 500


class OneOf(Func):
    """Whether a column holds one of many values, given as one parameter: `filter(OneOf("case_id", ids))`.

    On PostgreSQL an ANY over an array, which it looks up in an index or a hash. An IN over `unnest` it may compare
    row by row as long as it knows nothing of a table just filled: 38 million comparisons for a chunk of 5,000.
    """

    conditional = True

    def __init__(self, column: str, values: Iterable[int] | Iterable[UUID] | Iterable[str]) -> None:
        super().__init__(F(column), output_field=models.BooleanField())
        self.values: list[int | UUID | str] = list(values)

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        """The values as JSON, UUIDs as the hexadecimal text it keeps."""
        column, params = compiler.compile(self.source_expressions[0])
        plain = [value.hex if isinstance(value, UUID) else value for value in self.values]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(plain)]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """One array of what the column holds, so that an empty one is told too."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::{_type(self.source_expressions[0].output_field)}[])", [*params, self.values]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking again and again over a chunk whose rows are all in use."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def analyse(*tables: type[models.Model]) -> None:
    """Let PostgreSQL's planner know of rows just written by the thousand: what it knows not it takes for few."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(f'"{table._meta.db_table}"' for table in tables))


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model; they keep the ids they carry (see `reserve_ids`)."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        model._base_manager.bulk_create(rows, batch_size=BATCH)


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """The next ids of a table, so that rows of other tables can point to rows not yet written.

    PostgreSQL takes them from the sequence; on SQLite the transaction, which is IMMEDIATE, keeps them for us.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        last: int = cursor.fetchone()[0]
        return range(last + 1, last + 1 + count)


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    with_ids = rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if with_ids or not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = map("\t".join, zip(*(_texts(field, rows) for field in fields), strict=True))
    with connection.cursor() as cursor:
        statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            copy.write("".join([f"{line}\n" for line in lines]))


def _texts(field: models.Field[Any, Any], rows: Sequence[models.Model]) -> Iterable[str]:
    """A column as COPY reads it; what all rows share, as rows made `like` one another do, is written once."""
    values = _column(field, rows)
    first = values[0]
    if all(value is first for value in values):
        return [copy_text(first)] * len(values)
    kinds = set(map(type, values))
    return map(_WRITERS.get(kinds.pop(), copy_text) if len(kinds) == 1 else copy_text, values)


def copy_text(value: object) -> str:
    """A value in the text format of COPY. Raises TypeError for one it has no text for."""
    write = _WRITERS.get(type(value))
    if write is None:  # an enumeration, a text marked safe
        write = next((each for kind, each in _WRITERS.items() if isinstance(value, kind)), None)
    if write is None:
        raise TypeError(f"COPY has no text for {type(value).__name__}")
    return write(value)


def _escaped(value: object) -> str:
    text = str(value)
    if text.isprintable() and "\\" not in text:
        return text
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    type(None): lambda _: "\\N",
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: str,
    Decimal: str,
    bytes: lambda value: f"\\\\x{value.hex()}",
}


def _json_writer(field: models.JSONField[Any, Any]) -> Callable[[Any], str | None]:
    """Values as JSON text. The same object is written once: the rows keep it alive while they are written."""
    known: dict[int, str] = {}

    def write(value: Any) -> str | None:
        if value is None:
            return None
        text = known.get(id(value))
        if text is None:
            text = known[id(value)] = json.dumps(value, cls=field.encoder)
        return text

    return write


def update(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write some columns of rows of one model, found by their ids, in one statement on PostgreSQL."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor == "postgresql":
        _update_from_arrays(model, rows, columns)
    else:
        _update_each(model, rows, columns)


def _update_each(model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """One prepared statement for all rows: Django's own way, a CASE for each value, takes ten times as long."""
    meta = model._meta
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [
        [*(field.get_db_prep_save(row.__dict__[field.attname], connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{meta.db_table}" SET {sets} WHERE "{meta.pk.column}" = %s', values)


def _update_from_arrays(model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """A column in which all rows agree is sent as one value, the others as arrays beside the ids."""
    meta = model._meta
    by_name = {field.name: field for field in meta.concrete_fields}
    sets, names, sources = [], ["c0"], [f"%s::{_type(meta.pk)}[]"]
    arrays: list[Any] = [[row.pk for row in rows]]
    constants: list[Any] = []
    for field in (by_name[name] for name in columns):
        values = _column(field, rows)
        if all(value == values[0] for value in values):
            sets.append(f'"{field.column}" = %s::{_type(field)}')
            constants.append(values[0])
        else:
            names.append(f"c{len(names)}")
            sets.append(f'"{field.column}" = u.{names[-1]}')
            sources.append(f"%s::{_type(field)}[]")
            arrays.append(values)
    statement = (
        f'UPDATE "{meta.db_table}" AS t SET {", ".join(sets)} '
        f"FROM unnest({', '.join(sources)}) AS u({', '.join(names)}) "
        f'WHERE t."{meta.pk.column}" = u.c0'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*constants, *arrays])


def _column(field: models.Field[Any, Any], rows: Sequence[models.Model]) -> list[Any]:
    name = field.attname
    values = [row.__dict__[name] for row in rows]
    return [*map(_json_writer(field), values)] if isinstance(field, models.JSONField) else values


def _type(field: models.Field[Any, Any]) -> str:
    """The bare PostgreSQL type: no identity, no length."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    name = str(kind.db_type(connection)).partition("(")[0]
    return {"varchar": "text", "serial": "integer", "bigserial": "bigint"}.get(name, name)
