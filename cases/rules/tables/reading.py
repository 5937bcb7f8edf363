"""Reading a plain dict key by key, collecting everything that is wrong instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from cases.rules.tables.errors import TableError, TableInvalid

Choice = TypeVar("Choice", bound=StrEnum)
Made = TypeVar("Made")


class Part:
    """One dict of a plain table. What is taken from it is known; `close` complains about the rest."""

    def __init__(self, plain: Mapping[str, object], problems: list[TableError], row: str = "") -> None:
        self.left = dict(plain)
        self.problems = problems
        self.row = row

    def complain(self, code: str, key: str) -> None:
        """Note a problem with a key."""
        self.problems.append(TableError(code, row=self.row, key=key))

    def take(self, key: str, absent: object = None) -> object:
        """The value of a key as it is."""
        return self.left.pop(key, absent)

    def text(self, key: str, *, required: bool = True) -> str:
        """A text; empty when there is none."""
        given = self.take(key)
        if given is None and not required:
            return ""
        if given is None or given == "":
            self.complain("table.missing_key", key)
        elif not isinstance(given, str):
            self.complain("table.wrong_form", key)
        return given if isinstance(given, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when there is none."""
        given = self.take(key, [])
        if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
            self.complain("table.wrong_form", key)
            return ()
        return tuple(given)

    def flag(self, key: str) -> bool:
        """True or false; false when it is not there."""
        given = self.take(key, absent=False)
        if not isinstance(given, bool):
            self.complain("table.wrong_form", key)
        return given is True

    def one_of(self, key: str, choices: type[Choice]) -> Choice | None:
        """A member of an enumeration, None when there is a problem."""
        given = self.text(key)
        if given in list(choices):
            return choices(given)
        if given:
            self.complain("table.wrong_form", key)
        return None

    def part(self, key: str) -> Part | None:
        """A dict inside this one, None when it is absent or something else."""
        given = self.take(key)
        if given is not None and not isinstance(given, Mapping):
            self.complain("table.wrong_form", key)
        return Part(given, self.problems, self.row) if isinstance(given, Mapping) else None

    def parts(self, key: str, *, required: bool = True) -> list[Part]:
        """A list of dicts."""
        given = self.take(key)
        if given is None:
            if required:
                self.complain("table.missing_key", key)
            return []
        if not isinstance(given, list) or not all(isinstance(item, Mapping) for item in given):
            self.complain("table.wrong_form", key)
            return []
        return [Part(item, self.problems) for item in given]

    def close(self, *, columns: bool = False) -> None:
        """Complain about every key nobody asked for; `columns` when the keys are columns of the row."""
        for key in map(str, self.left):
            column = key if columns else ""
            self.problems.append(TableError("table.unknown_key", row=self.row, column=column, key=key))

    def attempt(self, make: Callable[[], Made], *, column: str) -> Made | None:
        """What `make` makes; None when it raised, its errors kept and placed in this row and column."""
        try:
            return make()
        except TableInvalid as invalid:
            self.problems.extend(problem.at(row=self.row, column=column) for problem in invalid.problems)
        except TableError as problem:
            self.problems.append(problem.at(row=self.row, column=column))
        return None
