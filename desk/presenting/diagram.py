"""The states of a process as a drawing: boxes with their counts, lines with the numbers of the steps that take them."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from desk.drawing.layers import Bend, layered
from desk.drawing.placing import HEIGHT, WIDTH, Drawing, Line, placed

if TYPE_CHECKING:
    from cases.definition import Process
    from desk.presenting.processes import StateLine

Edge = tuple[str, str]
LETTERS = 17
LEADING = 15
DIGIT = 7


@dataclass(frozen=True, slots=True)
class Box:
    """A state where it stands: its words in one or two lines, its count, the list of its cases."""

    x: int
    y: int
    lines: Sequence[tuple[int, str]]
    line: StateLine


@dataclass(frozen=True, slots=True)
class Stroke:
    """A piece of a line; `tip` says where its arrow is."""

    path: str
    kind: str
    tip: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbers of the steps beside the beginning of a line."""

    x: int
    y: int
    words: str
    title: str
    width: int

    @property
    def left(self) -> int:
        """Where its background begins."""
        return self.x - self.width // 2


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything templates/desk/process/diagram.html draws."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: Sequence[Box]
    strokes: Sequence[Stroke]
    marks: Sequence[Mark]


def diagram(process: Process, lines: Mapping[str, StateLine]) -> Diagram:
    """The drawing of a process; `lines` are its states, by code, in the order declared."""
    steps = _steps(process)
    path = list(process.path)
    drawn = placed(layered(list(lines), list(steps)), list(pairwise(path)))
    return Diagram(
        width=drawn.width,
        height=drawn.height,
        box_width=WIDTH,
        box_height=HEIGHT,
        boxes=_boxes(drawn, lines),
        strokes=sorted(
            (_stroke(line, set(pairwise(path))) for line in drawn.lines), key=lambda stroke: stroke.kind == "main"
        ),
        marks=_marks(drawn.lines, steps),
    )


def _steps(process: Process) -> dict[Edge, list[tuple[int, str]]]:
    """Every pair of states with the steps, by their number in the table, that lead from one to the other."""
    found: defaultdict[Edge, list[tuple[int, str]]] = defaultdict(list)
    for number, transition in enumerate(process.transitions, start=1):
        for source in transition.from_states:
            if source != transition.target:
                found[source, transition.target].append((number, str(transition.label)))
    return dict(found)


def _boxes(drawn: Drawing, lines: Mapping[str, StateLine]) -> list[Box]:
    boxes = []
    for code, line in lines.items():
        words = textwrap.wrap(line.state.label, LETTERS)[:2]
        first = HEIGHT // 2 + 5 - (LEADING * (len(words) - 1)) // 2
        rows = [(drawn.boxes[code].y + first + LEADING * number, text) for number, text in enumerate(words)]
        boxes.append(Box(drawn.boxes[code].x, drawn.boxes[code].y, rows, line))
    return boxes


def _stroke(line: Line, spine: set[Edge]) -> Stroke:
    source, target = line.link.source, line.link.target
    end = target.end if isinstance(target, Bend) else target
    on_the_way = (source, end) in spine or (
        isinstance(source, Bend) and not line.link.up and any(end == last for _, last in spine)
    )
    return Stroke(line.path, "main" if on_the_way else "side", line.arrow)


def _marks(lines: Iterable[Line], steps: Mapping[Edge, Sequence[tuple[int, str]]]) -> list[Mark]:
    found = []
    for line in lines:
        if line.mark is None:
            continue
        target = line.link.target
        known = steps[str(line.link.source), target.end if isinstance(target, Bend) else target]
        words = "·".join(str(number) for number, _ in known)
        title = "; ".join(f"{number} {label}" for number, label in known)
        found.append(Mark(*line.mark, words, title, DIGIT * len(words) + 8))
    return found
