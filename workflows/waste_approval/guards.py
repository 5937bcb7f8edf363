"""The guards of a waste approval. Each docstring is the fact that must hold, as the clerk reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from workflows.waste_approval.facts import WasteFacts


def eer_is_valid(facts: WasteFacts) -> Refusal | None:
    """The waste code is in the European list today."""
    if facts.code_exists:
        return None
    return Refusal(
        "eer_not_valid",
        N_("The code {code} is not in the European waste list on {on}."),
        hint=N_("Choose the code that has taken its place."),
        params={"code": facts.waste_code, "on": facts.on},
        link="dossier",
    )


def hazard_properties_match_the_code(facts: WasteFacts) -> Refusal | None:
    """Hazard properties are stated exactly when the code is hazardous."""
    if facts.is_hazardous and not facts.hazard_properties:
        return Refusal(
            "hazard_properties_missing",
            N_("The code {code}* is hazardous, and no hazard property (HP) is stated."),
            hint=N_("State at least one of HP1 to HP15."),
            params={"code": facts.waste_code},
            link="dossier",
        )
    if facts.hazard_properties and not facts.is_hazardous:
        return Refusal(
            "hazard_properties_superfluous",
            N_("The code {code} is not hazardous, yet {properties} is stated."),
            hint=N_("Take the hazard properties off, or choose the hazardous entry."),
            params={"code": facts.waste_code, "properties": ", ".join(facts.hazard_properties)},
            link="dossier",
        )
    return None


def quantities_are_stated(facts: WasteFacts) -> Refusal | None:
    """Quantities per year and per delivery are stated and agree."""
    year, delivery = facts.quantity_per_year, facts.quantity_per_delivery
    if not year or not delivery:
        return Refusal(
            "quantities_missing",
            N_("The quantity per year or per delivery is missing."),
            hint=N_("Complete the sheet."),
            link="dossier",
        )
    if delivery > year:
        return Refusal(
            "delivery_over_year",
            N_("One delivery of {delivery} t is more than the {year} t of a whole year."),
            hint=N_("Correct one of the two quantities."),
            params={"delivery": delivery, "year": year},
            link="dossier",
        )
    return None


def plant_is_authorised(facts: WasteFacts) -> Refusal | None:
    """The plant is authorised for the code and the operation."""
    if not facts.plant or not facts.operation:
        return Refusal(
            "plant_missing",
            N_("Plant and operation are not chosen yet."),
            hint=N_("Complete the sheet."),
            link="dossier",
        )
    if facts.plant_is_authorised:
        return None
    return Refusal(
        "plant_not_authorised",
        N_("{plant} is not authorised for {code} with operation {operation} on {on}."),
        hint=N_("Choose another plant or operation, or have the authorisation entered."),
        params={"plant": facts.plant, "code": facts.waste_code, "operation": facts.operation, "on": facts.on},
        link="dossier",
    )


def analysis_is_attached(facts: WasteFacts) -> Refusal | None:
    """A mirror entry has its analysis attached and verified."""
    if not facts.is_mirror or "verified" in facts.analysis_statuses:
        return None
    if "received" in facts.analysis_statuses:
        return Refusal(
            "analysis_not_verified",
            N_("The analysis is attached and waits to be verified."),
            hint=N_("Open and verify it."),
            link="documents",
        )
    return Refusal(
        "analysis_missing",
        N_("{code} is a mirror entry: the analysis that proves its classification is missing."),
        hint=N_("Attach the analysis certificate."),
        params={"code": facts.waste_code},
        link="documents",
    )
