"""What the transitions do to the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.definition import Move, Outcome

if TYPE_CHECKING:
    from workflows.$name.models import $Class


def fill_request(move: Move) -> Outcome:
    """Write the request; the case takes its subject from it."""
    dossier: $Class = move.dossier
    dossier.request = move.inputs.get("request", "")
    return Outcome(dossier_changed=True, subject=dossier.request[:240])


def record_rejection(move: Move) -> Outcome:
    """Keep the reason of the rejection."""
    dossier: $Class = move.dossier
    dossier.rejection_reason = move.inputs["reason"]
    return Outcome(dossier_changed=True)
