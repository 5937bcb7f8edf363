"""What stops an import before any case is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class MappingWrong(Exception):
    """The mapping does not fit the process; `problems` names every place and what to write there."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class LogUnreadable(Exception):
    """The file as a whole cannot be read: cut off, not what its name says, or without a column the mapping names."""
