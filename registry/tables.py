"""Many tables in one operation, for first migrations.

Django renders all related models anew for each `CreateModel`: a hundred and fifty tables that all lead to the company
then take a minute. Here the models of a migration are rendered together, once, before the first table is made.
`manage.py fold_migrations` writes these operations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.migrations.operations.base import Operation, OperationCategory

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations import CreateModel
    from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """The tables of `tables`, in their order; what one refers to may come later in the list."""

    category = OperationCategory.ADDITION
    serialization_expand_args: ClassVar[list[str]] = ["tables"]

    def __init__(self, tables: list[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add every model; rendered models are let go, so that Django renders all of them at once when asked."""
        vars(state).pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Remove the tables, the last one first."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether any of the tables is the model or refers to it."""
        return any(table.references_model(name, app_label) for table in self.tables)

    def describe(self) -> str:
        """The line `sqlmigrate` writes above the statements."""
        return f"Create {len(self.tables)} tables: {', '.join(table.name for table in self.tables)}"

    @property
    def migration_name_fragment(self) -> str:
        """What a migration made of this operation alone is called."""
        return "_".join(table.name_lower for table in self.tables[:2])
