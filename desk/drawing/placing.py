"""Rows of a graph as a drawing: boxes of one size and smooth lines between them, in pixels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desk.drawing.layers import Bend, Link, Rows, Spot

WIDTH: Final = 172
HEIGHT: Final = 46
DOWN: Final = 74
APART: Final = 26
LANE: Final = 18
PORTS: Final = 33
MARGIN: Final = 14
SWEEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Box:
    """The upper left corner of a node."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line as an SVG path, drawn from above; the arrow is at its `start`, its `end` or nowhere.

    `mark` is a place beside its source, where that is a node.
    """

    link: Link
    path: str
    arrow: str
    mark: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything there is to draw."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    lines: Sequence[Line]


def placed(rows: Rows, spine: Collection[tuple[str, str]] = ()) -> Drawing:
    """Coordinates for every node and line; edges of the `spine` are drawn as straight as can be."""
    middles = _middles(rows, set(spine))
    left = min(x - _room(spot) / 2 for spot, x in middles.items()) - MARGIN
    at = {spot: x - left for spot, x in middles.items()}
    tops = {spot: MARGIN + number * (HEIGHT + DOWN) for number, row in enumerate(rows.rows) for spot in row}
    ports = _ports(rows.links, at)
    return Drawing(
        width=round(max(x + _room(spot) / 2 for spot, x in at.items()) + MARGIN),
        height=max(tops.values()) + HEIGHT + MARGIN,
        boxes={spot: Box(round(at[spot] - WIDTH / 2), tops[spot]) for spot in at if isinstance(spot, str)},
        lines=[_line(link, ports[link], tops) for link in rows.links],
    )


def _room(spot: Spot) -> int:
    return LANE if isinstance(spot, Bend) else WIDTH


def _middles(rows: Rows, spine: Collection[tuple[str, str]]) -> dict[Spot, float]:
    """The middle of every spot: each pulled towards its neighbours, above and below by turns, never past its own."""
    at: dict[Spot, float] = {}
    for row in rows.rows:
        at |= dict(zip(row, _offsets(row), strict=True))
    pulls: defaultdict[Spot, list[tuple[Spot, float]]] = defaultdict(list)
    for link in rows.links:
        weight = _weight(link, spine)
        pulls[link.upper].append((link.lower, weight))
        pulls[link.lower].append((link.upper, weight))
    for sweep in range(SWEEPS):
        for row in rows.rows[:: 1 if sweep % 2 else -1]:
            wanted = [(_wanted(at[spot], pulls[spot], at), sum(w for _, w in pulls[spot]) or 1.0) for spot in row]
            at |= dict(zip(row, spread(wanted, _offsets(row)), strict=True))
    return at


def _weight(link: Link, spine: Collection[tuple[str, str]]) -> float:
    """How hard a piece of line pulls: the spine hardest, then lanes, that they stay straight."""
    if (link.source, link.target) in spine:
        return 12.0
    return 4.0 if isinstance(link.upper, Bend) and isinstance(link.lower, Bend) else 1.0


def _wanted(own: float, pulls: Sequence[tuple[Spot, float]], at: Mapping[Spot, float]) -> float:
    weight = sum(pull for _, pull in pulls)
    return sum(at[spot] * pull for spot, pull in pulls) / weight if weight else own


def _offsets(row: Sequence[Spot]) -> list[float]:
    """The middles of a row packed from the left."""
    found = [0.0]
    for one, other in pairwise(row):
        found.append(found[-1] + (_room(one) + _room(other)) / 2 + APART)
    return found


def spread(wanted: Sequence[tuple[float, float]], offsets: Sequence[float]) -> list[float]:
    """The places nearest to the wanted (place, weight) that keep at least the distances of `offsets`.

    Least squares under an order: pool adjacent violators.
    """
    pools: list[tuple[float, float, int]] = []
    for (place, weight), offset in zip(wanted, offsets, strict=True):
        mean, total, size = place - offset, weight, 1
        while pools and pools[-1][0] > mean:
            before, more, count = pools.pop()
            mean = (mean * total + before * more) / (total + more)
            total, size = total + more, size + count
        pools.append((mean, total, size))
    flat = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]


def _ports(links: Sequence[Link], at: Mapping[Spot, float]) -> dict[Link, tuple[float, float]]:
    """Where each link leaves its upper spot and meets its lower one: side by side, in the order of the other ends."""
    below, above = defaultdict(list), defaultdict(list)
    for link in links:
        below[link.upper].append(link)
        above[link.lower].append(link)
    leaves: dict[Link, float] = {}
    meets: dict[Link, float] = {}
    for spot, group in below.items():
        leaves |= _beside(at[spot], sorted(group, key=lambda link: (at[link.lower], link.up)), spot)
    for spot, group in above.items():
        meets |= _beside(at[spot], sorted(group, key=lambda link: (at[link.upper], link.up)), spot)
    return {link: (leaves[link], meets[link]) for link in links}


def _beside(middle: float, links: Sequence[Link], spot: Spot) -> dict[Link, float]:
    if isinstance(spot, Bend):
        return dict.fromkeys(links, middle)
    step = min(PORTS, (WIDTH - MARGIN) / len(links))
    first = middle - step * (len(links) - 1) / 2
    return {link: first + step * number for number, link in enumerate(links)}


def _line(link: Link, ports: tuple[float, float], tops: Mapping[Spot, int]) -> Line:
    (x1, x2), y1, y2 = ports, tops[link.upper] + HEIGHT, tops[link.lower]
    through = f" V{y2 + HEIGHT}" if isinstance(link.lower, Bend) else ""
    path = f"M{x1:.1f} {y1} C{x1:.1f} {y1 + DOWN // 2} {x2:.1f} {y2 - DOWN // 2} {x2:.1f} {y2}{through}"
    arrow = "" if isinstance(link.target, Bend) else "start" if link.up else "end"
    mark = (round(x2), y2 - 15) if link.up else (round(x1), y1 + 15)
    return Line(link, path, arrow, None if isinstance(link.source, Bend) else mark)
