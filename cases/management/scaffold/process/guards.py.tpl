"""The guards. Each docstring is the fact that must hold, as the clerk reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from workflows.$name.facts import ${Class}Facts


def request_is_stated(facts: ${Class}Facts) -> Refusal | None:
    """The request is stated."""
    if facts.request.strip():
        return None
    return Refusal(
        "request_missing", N_("The request is missing."), hint=N_("Write what is asked."), link="dossier"
    )
