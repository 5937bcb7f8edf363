"""What the steps of a dunning do; each also for thousands of cases at once."""

from __future__ import annotations

from collections.abc import Sequence

from cases.definition import Move, Outcome
from tests.paper.models import Letter


def begin(move: Move) -> Outcome:
    """Keep which debt is collected and since when it is due."""
    move.dossier.debt_id = move.inputs["debt"]
    move.dossier.due_on = move.inputs["due_on"]
    return Outcome(dossier_changed=True, subject="Overdue debt")


def write(move: Move) -> Outcome:
    """The letter of the next level is owed."""
    return write_many([move])[0]


def write_many(moves: Sequence[Move]) -> list[Outcome]:
    """The same for many cases, in one statement."""
    letters = []
    for move in moves:
        dossier = move.dossier
        dossier.level += 1
        dossier.last_letter_on = move.on
        letters.append(
            Letter(company_id=dossier.company_id, dunning=dossier, level=dossier.level, fee=move.facts.fee, on=move.on)
        )
    Letter.objects.bulk_create(letters)
    return [Outcome(dossier_changed=True) for _ in moves]
