"""The dossiers of a list of cases, in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from cases.definition import Process
from cases.models import Case


def with_dossiers(process: Process, cases: Sequence[Case]) -> None:
    """Hang on each case of a process, all of one company, its dossier, as the facts of a process read it."""
    if not cases:
        return
    found = process.dossier.objects.of(cases[0].company_id).in_bulk([case.pk for case in cases])
    for case in cases:
        case.dossier = found[case.pk]
        case.dossier.case = case
