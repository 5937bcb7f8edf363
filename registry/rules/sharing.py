"""What the deeds of a plant leave of a year for a code and operation; codes that share a quantity count together. Pure.

A deed states a quantity for a code, for a group of its codes, or both: the smaller holds. Several deeds add up. Where
a code stands in two deeds, what came of it counts in full in the group of each: a yes is then never given twice, and a
no may come before the last tonne.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = tuple[str, str]
"""A waste code and an operation."""
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Group:
    """A quantity a year that several codes of a deed share, as it stands on a day; None: it states no limit."""

    name: str
    quantity_t: Decimal | None
    members: frozenset[Key] = frozenset()

    def used_t(self, used: Mapping[Key, Decimal]) -> Decimal:
        """What its codes used together."""
        return sum((used.get(member, NOTHING) for member in self.members), NOTHING)


@dataclass(frozen=True, slots=True)
class Share:
    """What one deed allows of a code and operation: a quantity of its own, and the group it counts in."""

    own_t: Decimal | None
    group: Group | None = None

    @property
    def group_t(self) -> Decimal | None:
        """The quantity of its group."""
        return self.group.quantity_t if self.group else None

    @property
    def limit_t(self) -> Decimal | None:
        """Tonnes a year it lets in at most, were nothing else of its group to come; None: no limit."""
        return min((each for each in (self.own_t, self.group_t) if each is not None), default=None)

    def open_t(self, key: Key, used: Mapping[Key, Decimal]) -> Decimal | None:
        """Tonnes of the code it lets in beside what the others of its group used."""
        if self.group is None or self.group_t is None:
            return self.own_t
        others = self.group.used_t(used) - (used.get(key, NOTHING) if key in self.group.members else NOTHING)
        beside = max(self.group_t - others, NOTHING)
        return beside if self.own_t is None else min(self.own_t, beside)


@dataclass(frozen=True, slots=True)
class Room:
    """The year of a code and operation: what the deeds let in at most, what is left, and the group that says so.

    None for both quantities: no limit. Below zero is left when more came than is allowed.
    """

    limit_t: Decimal | None = None
    left_t: Decimal | None = None
    group: Group | None = None


def room(key: Key, shares: Sequence[Share], used: Mapping[Key, Decimal]) -> Room:
    """What is left for the key by the deeds that allow it; `used` holds the tonnes of the year, by key."""
    limit = _summed([share.limit_t for share in shares])
    opened = _summed([share.open_t(key, used) for share in shares])
    if limit is None or opened is None:
        return Room()
    left = opened - used.get(key, NOTHING)
    alone = limit - used.get(key, NOTHING)
    binding = [share.group for share in shares if share.group and share.group_t is not None]
    by_group = binding and (left < alone or all(share.own_t is None for share in shares))
    return Room(limit, left, binding[0] if by_group else None)


def _summed(quantities: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one deed states no limit."""
    stated = [each for each in quantities if each is not None]
    return sum(stated, NOTHING) if stated and len(stated) == len(quantities) else None
