"""Can the form of every transition be built?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import DatabaseError

from cases.definition.checks import graph
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.definition.process import Process
    from cases.definition.transitions import Transition

FAILURES: Final = (AttributeError, LookupError, RuntimeError, TypeError, ValueError, AssertionError, DatabaseError)
DAY: Final = date(2026, 11, 16)


def check(process: Process, company_id: int = 0) -> Iterator[Finding]:
    """Forms that fail when a page builds them, empty or with what was typed; corrections of no column."""
    yield from _correctable(process)
    for transition in (process.opening, *process.transitions):
        form = transition.form
        if form is None:
            continue
        case = None if transition is process.opening else _blank(process, transition, company_id)
        try:
            form(company_id=company_id, on=DAY, case=case).as_p()
            form({}, company_id=company_id, on=DAY, case=case).is_valid()
        except FAILURES as error:
            where = f"form {form.__name__}"
            message = f"{type(error).__name__}: {error}"
            yield Finding("form_broken", process.code, where, message, graph.way_to(process, transition))


def _correctable(process: Process) -> Iterator[Finding]:
    """What may be corrected is a column of the dossier, field by field."""
    if process.correctable is None:
        return
    columns = {column.name for column in process.dossier._meta.concrete_fields}
    for name in process.correctable.base_fields:
        if name not in columns:
            where = f"form {process.correctable.__name__}"
            yield Finding("correction_of_no_column", process.code, where, f"“{name}” is no column of the dossier")


def _blank(process: Process, transition: Transition, company_id: int) -> Any:
    """A case and dossier that only exist in memory; a process on paper has no table for its dossier."""
    model: Any = apps.get_model("cases", "Case")
    case = model(company_id=company_id, process_code=process.code, state=transition.from_states[0])
    if process.dossier in apps.get_models():
        case.dossier = process.dossier(case=case, company_id=company_id)
    return case
