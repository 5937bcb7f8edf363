"""The one door to viewflow: what process authors build flows from, and how services start, advance and cancel them."""

from __future__ import annotations

from cases.stages.engine import abandon, cancel, complete, start
from cases.stages.flow import CaseIsLocked, Flow
from cases.stages.gates import Begin, End, If, Join, Split, this
from cases.stages.steps import Check, Quorum

__all__ = [
    "Begin",
    "CaseIsLocked",
    "Check",
    "End",
    "Flow",
    "If",
    "Join",
    "Quorum",
    "Split",
    "abandon",
    "cancel",
    "complete",
    "start",
    "this",
]
