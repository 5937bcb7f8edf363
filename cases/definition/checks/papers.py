"""Do the steps that wait for documents exist, and do the facts carry the answer?"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from cases.definition.checks import samples
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.definition.process import Process


def check(process: Process) -> Iterator[Finding]:
    """Steps that are no transitions of the process, and facts without `papers`."""
    if process.papers is None:
        return
    known = {transition.code for transition in process.transitions}
    for step in process.papers.steps:
        if step not in known:
            yield Finding("papers_of_unknown_step", process.code, "papers", f"there is no transition “{step}”")
    declared: Any = samples.facts_of(process)
    if declared is None or "papers" not in {field.name for field in dataclasses.fields(declared)}:
        yield Finding("papers_not_in_facts", process.code, "facts", "the facts have no field “papers”")
