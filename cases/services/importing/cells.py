"""The dossier columns and facts of a row, checked against the tables they are meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from cases.services.importing.values import BadCell, value_of
from registry.models import Customer
from registry.scoping import CompanyOwned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.definition import Process
    from cases.services.importing.mapping import LogMapping
    from cases.services.importing.values import Cell


class Cells:
    """Reads the cells of a row; rows of other tables that cells refer to were fetched once."""

    def __init__(self, process: Process, mapping: LogMapping, company_id: int) -> None:
        self.mapping = mapping
        meta = process.dossier._meta
        self.fields: dict[str, Any] = {name: meta.get_field(name) for name in mapping.dossier}
        self.references: dict[str, Mapping[str, Any] | None] = {
            name: self._rows(name, cell, company_id) for name, cell in mapping.dossier.items() if _refers(cell)
        }
        self.customers: Mapping[str, int] = {}
        if company_id and mapping.customer_column:
            rows = Customer.objects.of(company_id).exclude(**{mapping.customer_match: ""})
            self.customers = dict(rows.values_list(mapping.customer_match, "pk"))

    def _rows(self, name: str, cell: Cell, company_id: int) -> Mapping[str, Any] | None:
        """The rows a column may refer to, by what its cells hold; None when no company says which."""
        model: Any = self.fields[name].related_model
        if not issubclass(model, CompanyOwned):
            rows = model.objects.all()
        elif company_id:
            rows = model.objects.of(company_id)
        else:
            return None
        return {str(getattr(row, cell.match)): row for row in rows}

    def dossier(self, row: Mapping[str, str]) -> dict[str, object]:
        """What a row tells of the dossier; an empty cell tells nothing. Raises BadCell."""
        told: dict[str, object] = {}
        for name, cell in self.mapping.dossier.items():
            if not cell.column:
                told[name] = cell.value
            elif cell.column in row:
                self._take(told, name, cell, row[cell.column])
        return told

    def _take(self, told: dict[str, object], name: str, cell: Cell, text: str) -> None:
        if _refers(cell):
            rows = self.references[name]
            if rows is None:
                return
            if text not in rows:
                raise BadCell(f"[{cell.column}] “{text}” is no {cell.match} the product knows")
            told[name] = rows[text]
            return
        told[name] = self._checked(name, _typed(text, cell))

    def _checked(self, name: str, value: object) -> object:
        try:
            return self.fields[name].clean(value, None)
        except ValidationError as error:
            column = self.mapping.dossier[name].column
            raise BadCell(f"[{column}] {value} does not fit {name}: {' '.join(error.messages)}") from error

    def facts(self, row: Mapping[str, str]) -> dict[str, object]:
        """What a row tells as facts. Raises BadCell."""
        facts = self.mapping.facts.items()
        return {name: _typed(row[cell.column], cell) for name, cell in facts if cell.column in row}


def _refers(cell: Cell) -> bool:
    return cell.type == "reference"


def _typed(text: str, cell: Cell) -> object:
    try:
        return value_of(text, cell)
    except BadCell as bad:
        raise BadCell(f"[{cell.column}] {bad}; the mapping says {cell.type}") from bad
