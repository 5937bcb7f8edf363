"""A directed graph in rows: which node stands in which row, and in which order, so that few lines cross.

After Sugiyama, Tagawa and Toda (1981), with one liberty: lines to the same node share their bends, so that the seven
ways of withdrawing a case are one lane and not seven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SWEEPS: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Bend:
    """A place where lines to `end` pass through a row; `up` for those that lead back."""

    end: str
    row: int
    up: bool = False


Spot = str | Bend


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of a line between a spot and one in the next row; `up`: it is walked from below."""

    upper: Spot
    lower: Spot
    up: bool = False

    @property
    def source(self) -> Spot:
        """Where one comes from."""
        return self.lower if self.up else self.upper

    @property
    def target(self) -> Spot:
        """Where one goes to."""
        return self.upper if self.up else self.lower


@dataclass(frozen=True, slots=True)
class Rows:
    """The spots row by row from left to right, and the pieces of line between them."""

    rows: Sequence[Sequence[Spot]]
    links: Sequence[Link]


def layered(nodes: Sequence[str], edges: Collection[tuple[str, str]]) -> Rows:
    """The nodes in rows, an edge between two of them leading down wherever the order of `nodes` goes with it."""
    place = {node: number for number, node in enumerate(nodes)}
    wanted = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    rank = _ranks(nodes, wanted, place)
    links = dict.fromkeys(link for edge in wanted for link in _pieces(edge, rank))
    return Rows(_ordered(nodes, rank, list(links)), list(links))


def _ranks(nodes: Sequence[str], edges: Iterable[tuple[str, str]], place: Mapping[str, int]) -> dict[str, int]:
    """The longest way down to each node; edges that lead back are turned round."""
    above = defaultdict(list)
    for edge in edges:
        first, second = sorted(edge, key=place.__getitem__)
        above[second].append(first)
    rank: dict[str, int] = {}
    for node in nodes:
        rank[node] = max((rank[other] + 1 for other in above[node]), default=0)
    return rank


def _pieces(edge: tuple[str, str], rank: Mapping[str, int]) -> Iterable[Link]:
    """An edge row by row."""
    source, target = edge
    up = rank[source] > rank[target]
    first, last = (target, source) if up else edge
    between = [Bend(target, row, up) for row in range(rank[first] + 1, rank[last])]
    spots: list[Spot] = [first, *between, last]
    return [Link(upper, lower, up) for upper, lower in pairwise(spots)]


def _ordered(nodes: Sequence[str], rank: Mapping[str, int], links: Sequence[Link]) -> list[list[Spot]]:
    """The order in each row with the fewest crossings that sweeping up and down finds."""
    rows: list[list[Spot]] = [[node for node in nodes if rank[node] == row] for row in range(max(rank.values()) + 1)]
    bends = {spot for link in links for spot in (link.upper, link.lower) if isinstance(spot, Bend)}
    for bend in sorted(bends):
        rows[bend.row].append(bend)
    best, fewest = [list(row) for row in rows], crossings(rows, links)
    for sweep in range(SWEEPS):
        _sweep(rows, links, down=sweep % 2 == 0, turn=sweep // 2 % 2 == 1)
        count = crossings(rows, links)
        if count < fewest:
            best, fewest = [list(row) for row in rows], count
    return best


def _sweep(rows: list[list[Spot]], links: Sequence[Link], *, down: bool, turn: bool) -> None:
    """Put each spot at the mean place of its neighbours in the row before; `turn` equals round."""
    neighbours: defaultdict[Spot, list[Spot]] = defaultdict(list)
    for link in links:
        near, far = (link.upper, link.lower) if down else (link.lower, link.upper)
        neighbours[far].append(near)
    for before, row in pairwise(rows if down else rows[::-1]):
        place = {spot: number for number, spot in enumerate(before)}
        means = {
            spot: sum(place[other] for other in neighbours[spot]) / len(neighbours[spot])
            for spot in row
            if neighbours[spot]
        }
        own = {spot: float(number) for number, spot in enumerate(row)}
        row.sort(key=lambda spot: (means.get(spot, own[spot]), -own[spot] if turn else own[spot]))


def crossings(rows: Sequence[Sequence[Spot]], links: Sequence[Link]) -> int:
    """How many pairs of lines cross."""
    place = {spot: (number, at) for number, row in enumerate(rows) for at, spot in enumerate(row)}
    between = defaultdict(list)
    for link in links:
        row, left = place[link.upper]
        between[row].append((left, place[link.lower][1]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for lines in between.values()
        for number, one in enumerate(lines)
        for other in lines[:number]
    )
