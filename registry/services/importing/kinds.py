"""What can be imported and exported: each kind has its columns and knows how one row is taken over by a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.services.importing.cells import Reader, text
from registry.services.importing.sheets import Cell

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ADDED: Final = "added"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"

Row = Mapping[str, Any]


@dataclass(slots=True)
class Run:
    """One pass over a file: who, when, and what rows already found need not look up again."""

    actor: Actor
    now: datetime
    today: date
    known: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: how its cells are read, whether each row needs it, and what it means in words."""

    name: str
    says: str | _StrPromise
    read: Reader = text
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something to import.

    take    (row, run) -> ADDED, CHANGED or UNCHANGED; raises ValidationError whose fields are columns
    rows    (company id) -> the rows of an export, a value for each column, in order
    duty    who may
    """

    code: str
    label: str | _StrPromise
    columns: tuple[Column, ...]
    take: Callable[[Row, Run], str]
    rows: Callable[[int], Iterable[tuple[Any, ...]]]

    def parse(self, cells: Mapping[str, Cell]) -> dict[str, Any]:
        """The cells as values, without the empty ones. Raises ValidationError naming every wrong column."""
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for column in self.columns:
            try:
                if column.name in cells:
                    values[column.name] = column.read(cells[column.name])
            except ValidationError as error:
                errors[column.name] = error
                continue
            if column.needed and values.get(column.name) in (None, ""):
                errors[column.name] = ValidationError(_("The cell is empty: fill it in."), code="required")
        if errors:
            raise ValidationError(errors)
        return values


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; packages above register theirs when they are loaded."""
    _kinds[kind.code] = kind


def get(code: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return _kinds[code]


def kinds() -> list[Kind]:
    """All kinds, in the order in which they are brought in: customers before what refers to them."""
    return list(_kinds.values())
