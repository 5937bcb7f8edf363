"""To whom new work goes by itself: the least loaded of those who may, can and are here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.reading import Part


class Rule(StrEnum):
    """How work is given: `queue` leaves it for who takes it first."""

    QUEUE = "queue"
    LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A rule; `skill` is a further duty the person must hold, `by_area` prefers people of the case's area."""

    rule: Rule
    skill: str = ""
    by_area: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who has the work's duty: what he has on his desk, where he works, what else he may do.

    `area`: one or several areas, in words; that of a case is its customer's province ("BO").
    """

    person: int
    load: int
    area: str = ""
    skills: frozenset[str] = frozenset()
    is_absent: bool = False


def read_assignment(content: Mapping[str, object]) -> Assignment:
    """The rule a content states. Raises TableInvalid."""
    problems: list[TableError] = []
    part = Part(content, problems)
    rule, skill, by_area = part.one_of("rule", Rule), part.text("skill", required=False), part.flag("by_area")
    part.close()
    if problems or rule is None:
        raise TableInvalid(problems)
    return Assignment(rule, skill, by_area)


def choose(assignment: Assignment, candidates: Iterable[Candidate], area: str = "") -> int | None:
    """Who gets the next item; None leaves it in the queue.

    An absent person gets nothing new; who lacks the skill neither. By area, people of that area go before all
    others, and without one of them here anybody may. Of the rest the least loaded, the lowest id of equals.
    """
    if assignment.rule is Rule.QUEUE:
        return None
    able = [each for each in candidates if not each.is_absent and _has_skill(assignment, each)]
    near = [each for each in able if area in _areas(each)] if assignment.by_area else []
    chosen = min(near or able, key=lambda each: (each.load, each.person), default=None)
    return chosen.person if chosen else None


def _areas(candidate: Candidate) -> list[str]:
    """A person's areas, however they are parted: "BO, MO RE"."""
    return re.findall(r"\w+", candidate.area)


def _has_skill(assignment: Assignment, candidate: Candidate) -> bool:
    return not assignment.skill or assignment.skill in candidate.skills
