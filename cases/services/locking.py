"""The first step of every write: the case and its dossier, locked in one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.definition import Process
    from cases.models import Dossier
    from registry.scoping import ScopedQuerySet


def lock(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends, its dossier and company loaded.

    On SQLite every transaction is IMMEDIATE, so that the whole database is the lock.
    Raises the dossier's DoesNotExist when the row is gone.
    """
    dossiers = case.process.dossier.objects.of(case.company_id)
    dossier = (
        dossiers.select_related("case__company", "case__customer")
        .select_for_update(of=("self", "case"))
        .get(pk=case.pk)
    )
    locked = dossier.case
    locked.dossier = dossier
    return locked


def lock_many(process: Process, company_id: int, case_ids: Sequence[int]) -> list[Case]:
    """The same for many cases of one process, in the order of their ids, in one statement."""
    cases = []
    for dossier in _locking(process, company_id).filter(pk__in=case_ids).order_by("pk"):
        dossier.case.dossier = dossier
        cases.append(dossier.case)
    return cases


def _locking(process: Process, company_id: int) -> ScopedQuerySet[Dossier]:
    dossiers = process.dossier.objects.of(company_id).select_related("case__company", "case__customer")
    return dossiers.select_for_update(of=("self", "case"))
