"""The first step of every write: the case and its dossier, locked in one statement."""

from __future__ import annotations

from cases.models import Case


def lock(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends, its dossier and company loaded.

    On SQLite every transaction is IMMEDIATE, so that the whole database is the lock.
    Raises the dossier's DoesNotExist when the row is gone.
    """
    dossiers = case.process.dossier.objects.of(case.company_id)
    dossier = dossiers.select_related("case__company").select_for_update(of=("self", "case")).get(pk=case.pk)
    locked = dossier.case
    locked.dossier = dossier
    return locked
