"""The language processes are written in."""

from __future__ import annotations

from cases.definition.clocks import Clock
from cases.definition.forms import TransitionForm
from cases.definition.outcome import Announcement, Line, Move, Outcome, Product
from cases.definition.papers import ContentCheck, Papers
from cases.definition.process import Process
from cases.definition.separation import Separation
from cases.definition.stages import Stage
from cases.definition.transitions import MACHINE, Transition

__all__ = [
    "MACHINE",
    "Announcement",
    "Clock",
    "ContentCheck",
    "Line",
    "Move",
    "Outcome",
    "Papers",
    "Process",
    "Product",
    "Separation",
    "Stage",
    "Transition",
    "TransitionForm",
]
