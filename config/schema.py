"""Whether the database has what its migrations promise: asked before every `migrate` and by `check --database default`.

Until the first release the first migrations are rewritten in their place. Django knows a migration by its name alone: a
database made before would be called up to date, and lack tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.state import ModelState

SHOWN: Final = 5
HINT: Final = (
    "It was made before the first migrations were rewritten. Keep it with the version that made it, or make a new one:"
    " there is no release yet from which a database is taken along."
)


def migrations_are_the_ones_applied(databases: Sequence[str] | None = None, **kwargs: Any) -> Iterable[CheckMessage]:
    """An error for a database that lacks tables or columns of the migrations it says it has."""
    del kwargs
    for alias in databases or ():
        if lacking := lacks(connections[alias]):
            named = ", ".join(lacking[:SHOWN]) + (" and others" if len(lacking) > SHOWN else "")
            yield Error(f"The database “{alias}” lacks {named}.", hint=HINT, id="pratica.E001")


def lacks(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables, and the columns as `table.column`, that the applied migrations made and that are not there."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied = [node for node in loader.applied_migrations if node in loader.graph.nodes]
    if not applied:
        return []
    ours = {app for (app, _), one in loader.disk_migrations.items() if _is_ours(one.__module__)}
    models = loader.project_state(applied).models.values()
    promised = _promised(model for model in models if model.app_label in ours)
    with connection.cursor() as cursor:
        there = dict.fromkeys(connection.introspection.table_names(cursor))
        found = [table for table in promised if table not in there]
        for table in promised.keys() & there.keys():
            columns = {each.name for each in connection.introspection.get_table_description(cursor, table)}
            found += [f"{table}.{column}" for column in promised[table] - columns]
    return sorted(found)


def _is_ours(module: str) -> bool:
    return (settings.BASE_DIR / module.partition(".")[0]).is_dir()


def _promised(models: Iterable[ModelState]) -> Mapping[str, set[str]]:
    """The columns by table."""
    return {
        str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}"): {
            _column(name, field) for name, field in model.fields.items() if not field.many_to_many
        }
        for model in models
        if model.options.get("managed", True) and not model.options.get("proxy")
    }


def _column(name: str, field: Any) -> str:
    return str(field.db_column or (f"{name}_id" if field.remote_field is not None else name))
