"""What guards read: plain values, some of which may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cases.rules.policies.required import Checklist


class Absent:
    """The type of a fact that could not be told; reading it makes the answer "unknown", never a guess."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class FactAbsent(LookupError):
    """A guard asked for a fact that is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Facts:
    """Base of every process's facts: a frozen dataclass whose fields are plain values or ABSENT.

    `decisions` are what policy tables said, as the journal keeps it; `papers`, where `Process.papers` is declared, the
    documents that each of its steps asks for and how they stand. Raises FactAbsent when a field that holds
    ABSENT is read.
    """

    __slots__ = ()
    decisions: tuple[Mapping[str, object], ...] = ()
    papers: Mapping[str, Checklist]

    def __getattribute__(self, name: str) -> object:
        value = super().__getattribute__(name)
        if value is ABSENT:
            raise FactAbsent(name)
        return value
