"""The guards on the waste itself. Each docstring is the fact that must hold, as the clerk reads it."""

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
        params={"code": facts.waste, "on": facts.on},
        link="dossier",
    )


def hazard_properties_match_the_code(facts: WasteFacts) -> Refusal | None:
    """Hazard properties are stated exactly when the code is hazardous."""
    if facts.is_hazardous and not facts.hazard_properties:
        return Refusal(
            "hazard_properties_missing",
            N_("The code {code} is hazardous, and no hazard property (HP) is stated."),
            hint=N_("State at least one of HP1 to HP15."),
            params={"code": facts.waste},
            link="dossier",
        )
    if facts.hazard_properties and not facts.is_hazardous:
        return Refusal(
            "hazard_properties_superfluous",
            N_("The code {code} is not hazardous, yet {properties} is stated."),
            hint=N_("Take the hazard properties off, or choose the hazardous entry."),
            params={"code": facts.waste, "properties": ", ".join(facts.hazard_properties)},
            link="dossier",
        )
    return None


def quantities_are_stated(facts: WasteFacts) -> Refusal | None:
    """Quantities per year and per delivery are stated and agree."""
    year, delivery = facts.quantity_per_year, facts.quantity_per_delivery
    if facts.needs_density:
        return Refusal(
            "density_missing",
            N_("Quantities are stated by volume, and the density that makes tonnes of them is missing."),
            hint=N_("State the density, or quantities by weight."),
            link="dossier",
        )
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


def adr_is_complete(facts: WasteFacts) -> Refusal | None:
    """Dangerous goods have their UN number, class and proper shipping name."""
    if not facts.is_adr or facts.adr_is_complete:
        return None
    return Refusal(
        "adr_incomplete",
        N_("The waste travels under ADR, and its UN number, class or proper shipping name is missing."),
        hint=N_("Complete the ADR section of the sheet."),
        link="dossier",
    )


def parties_are_named(facts: WasteFacts) -> Refusal | None:
    """Whoever the context of the request calls for is named."""
    if facts.broker_is_missing:
        return Refusal(
            "broker_missing",
            N_("The waste is brokered, and the broker is not named."),
            hint=N_("Name the broker on the sheet."),
            link="dossier",
        )
    if facts.carrier_is_missing:
        return Refusal(
            "carrier_missing",
            N_("We carry the waste, and the carrier is not named."),
            hint=N_("Name the carrier on the sheet."),
            link="dossier",
        )
    if facts.public_contract_is_missing:
        return Refusal(
            "public_contract_missing",
            N_("The waste comes under a public-service contract, and the contract is not named."),
            hint=N_("State the body and the number of the contract on the sheet."),
            link="dossier",
        )
    return None


def analysis_is_current(facts: WasteFacts) -> Refusal | None:
    """A mirror entry, or waste for a landfill, has an analysis that is verified and not older than the policy says."""
    if facts.analysis_is_good or not (facts.is_mirror or facts.is_landfilled):
        return None
    if "received" in facts.analysis_statuses:
        return Refusal(
            "analysis_not_verified",
            N_("The analysis is attached and waits to be verified."),
            hint=N_("Open and verify it."),
            link="documents",
        )
    if "verified" in facts.analysis_statuses or "expired" in facts.analysis_statuses:
        return Refusal(
            "analysis_expired",
            N_("The analysis is no longer valid on {on}."),
            hint=N_("Ask the customer for a new analysis."),
            params={"on": facts.on},
            link="documents",
        )
    if not facts.is_mirror:
        return Refusal(
            "analysis_missing",
            N_("A landfill takes nothing without an analysis (D.Lgs. 36/2003, art. 7-bis), and it is missing."),
            hint=N_("Attach the analysis certificate."),
            link="documents",
        )
    return Refusal(
        "analysis_missing",
        N_("{code} is a mirror entry: the analysis that proves its classification is missing."),
        hint=N_("Attach the analysis certificate."),
        params={"code": facts.waste},
        link="documents",
    )


def hazard_is_judged(facts: WasteFacts) -> Refusal | None:
    """A mirror entry has the judgement of its hazard properties."""
    if not facts.is_mirror or facts.hazard_is_judged:
        return None
    return Refusal(
        "hazard_judgement_missing",
        N_("{code} is a mirror entry: the judgement of its hazard properties is missing."),
        hint=N_("Write it on the sheet, or attach the classification report."),
        params={"code": facts.waste},
        link="dossier",
    )
