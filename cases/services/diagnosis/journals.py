"""Journals beside the cases' own: packages above name theirs, and whoever verifies or anchors reads them all.

def ready(self) -> None:
    journals.register(import_string("contracts.services.verification.approvals"))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.services import journal as writing
from cases.services.diagnosis.chains import first_wrong_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cases.services.diagnosis.chains import Head, Linked, Wrong
    from registry.models import Company


@dataclass(frozen=True, slots=True)
class Journal:
    """Chained events that belong to something else than a case.

    name        a word for summaries, in the plural: "approvals"
    heads       (company) -> what each chain says of its journal; the number holds a blank, as no case's does
    chains      (company) -> each head with its events by seq, in one statement
    difference  (head, event) -> the first column that says something else than the event's text, "" for none
    """

    name: str
    heads: Callable[[Company], Iterator[Head]]
    chains: Callable[[Company], Iterator[tuple[Head, Sequence[Any]]]]
    difference: Callable[[Head, Any], str]

    def first_wrong(self, head: Head, events: Sequence[Linked]) -> Wrong | None:
        """The first wrong event of one chain."""
        return first_wrong_of(writing.journal_key(), head, events, self.difference)


_known: dict[str, Journal] = {}


def register(journal: Journal) -> None:
    """Make a journal known, in place of an earlier one of the same name."""
    _known[journal.name] = journal


def journals() -> list[Journal]:
    """Every journal beside the cases', by name."""
    return [_known[name] for name in sorted(_known)]


def is_of_a_case(number: str) -> bool:
    """Whether a chain belongs to a case: the numbers of other journals hold a blank."""
    return " " not in number
