"""When a step that asks several people is decided, and who may not act on it: plain counting, proved exhaustively."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FAVOURABLE: Final = "favourable"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acted on something: the person and, when he stood in for somebody, that one too."""

    person: int | None
    acting_for: int | None = None

    @property
    def persons(self) -> frozenset[int]:
        """Both count as having acted."""
        return frozenset(person for person in (self.person, self.acting_for) if person is not None)


def decided(needed: int, asked: int, given: Sequence[str]) -> str:
    """The outcome of a step that asks `asked` people and needs `needed` favourable answers; "" while it is open.

    Favourable as soon as enough answers are; the last other answer as soon as enough can no longer come.
    Raises ValueError when it could never be decided or more have answered than were asked.
    """
    if not 1 <= needed <= asked or len(given) > asked:
        raise ValueError(f"{needed} favourable of {asked} asked, {len(given)} given")
    favourable = sum(answer == FAVOURABLE for answer in given)
    if favourable >= needed:
        return FAVOURABLE
    if favourable + asked - len(given) >= needed:
        return ""
    return next(answer for answer in reversed(given) if answer != FAVOURABLE)


def clashes(who: Hand, others: Iterable[Hand]) -> bool:
    """Whether the person, or the one he stands in for, is also behind one of the other acts."""
    return any(who.persons & other.persons for other in others)
