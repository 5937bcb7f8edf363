"""The guards on what the laboratory measured. Each docstring is the fact that must hold, as the clerk reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from workflows.waste_approval.facts import WasteFacts


def analysis_is_comparable(facts: WasteFacts) -> Refusal | None:
    """The units of the certificate say the same as those of the limits."""
    if not facts.analytes_incomparable:
        return None
    return Refusal(
        "analysis_not_comparable",
        N_("Measured in a unit that cannot be converted exactly: {substances}."),
        hint=N_("Ask the laboratory for the values in the unit of the limit."),
        params={"substances": "; ".join(facts.analytes_incomparable)},
        link="documents",
    )


def analysis_is_within_limits(facts: WasteFacts) -> Refusal | None:
    """What was measured lies within the limits of the plant."""
    if not facts.analytes_out:
        return None
    return Refusal(
        "analysis_out_of_limits",
        N_("The analysis is outside the limits of {plant}: {values}."),
        hint=N_("Reject the request, choose another plant, or ask for a new analysis."),
        params={"plant": facts.plant, "values": "; ".join(facts.analytes_out)},
        link="documents",
    )


def certificate_is_of_this_waste(facts: WasteFacts) -> Refusal | None:
    """The certificate was made for the waste code of the sheet."""
    if not facts.certificate_codes:
        return None
    return Refusal(
        "certificate_of_another_code",
        N_("The certificate declares the waste code {declared}, the sheet {code}."),
        hint=N_("Correct the code, or ask for the certificate of this waste."),
        params={"declared": ", ".join(facts.certificate_codes), "code": facts.waste},
        link="documents",
    )
