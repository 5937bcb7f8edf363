"""The guards on plant, review and decision. Each docstring is the fact that must hold, as the clerk reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from workflows.waste_approval.facts import WasteFacts

FAVOURABLE: Final = "favourable"
NOTHING: Final = Decimal()


def plant_is_authorised(facts: WasteFacts) -> Refusal | None:
    """The receiving plant, ours or another, is authorised for the code and the operation."""
    if facts.goes_elsewhere:
        return _receiver_is_authorised(facts)
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
        params={"plant": facts.plant, "code": facts.waste, "operation": facts.operation, "on": facts.on},
        link="dossier",
    )


def _receiver_is_authorised(facts: WasteFacts) -> Refusal | None:
    """Whoever hands waste over sees to it that the receiver is authorised (art. 188 D.Lgs. 152/2006)."""
    if not facts.receiver_is_complete or facts.receiver_authorised_until is None:
        return Refusal(
            "receiver_missing",
            N_("The receiving plant, its authorisation with its last day, or the operation is missing."),
            hint=N_("Complete the sheet, or choose a plant of ours."),
            link="dossier",
        )
    if facts.receiver_authorised_until >= facts.on:
        return None
    return Refusal(
        "receiver_authorisation_ended",
        N_("The authorisation of the receiving plant ended on {until}."),
        hint=N_("Ask for the renewed authorisation, or choose another plant."),
        params={"until": facts.receiver_authorised_until},
        link="dossier",
    )


def contract_has_not_ended(facts: WasteFacts) -> Refusal | None:
    """The contract under which the waste comes, if one is named, has not ended."""
    if facts.contract_until is None or facts.contract_until >= facts.on:
        return None
    return Refusal(
        "contract_ended",
        N_("The contract named on the sheet ended on {until}."),
        hint=N_("State the end of the contract that holds now."),
        params={"until": facts.contract_until},
        link="dossier",
    )


def plant_has_room(facts: WasteFacts) -> Refusal | None:
    """The yearly quantity fits into what the plant may still receive."""
    year, left = facts.quantity_per_year, facts.remaining_tonnes
    if year is None or left is None or year <= left:
        return None
    message = N_("{year} t a year are asked for, and {plant} may take only {left} t more of {code}.")
    if facts.quantity_group:
        message = N_("{year} t a year are asked for, and {plant} may take only {left} t more of the codes of {group}.")
    params = {"plant": facts.plant, "code": facts.waste, "group": facts.quantity_group}
    return Refusal(
        "yearly_quantity_exceeded",
        message,
        hint=N_("Reduce the yearly quantity or choose another plant."),
        params={"year": year, "left": max(left, NOTHING), **params},
        link="dossier",
    )


def every_check_is_favourable(facts: WasteFacts) -> Refusal | None:
    """Every check that this waste asks for has ended in its favour."""
    ended, wanted = facts.checks, _wanted_checks(facts)
    against = sorted(step for step, outcome in ended.items() if outcome != FAVOURABLE)
    if against:
        return Refusal(
            "check_unfavourable",
            N_("Not every check of the technical review has ended in favour."),
            hint=N_("Ask for an integration, or reject the request."),
            link="work",
        )
    if wanted - ended.keys():
        return Refusal(
            "checks_open",
            N_("Checks of the technical review are still to be made: {count}."),
            hint=N_("End them among the work of the case; for a changed sheet, return it or ask for an integration."),
            params={"count": len(wanted - ended.keys())},
            link="work",
        )
    return None


def _wanted_checks(facts: WasteFacts) -> set[str]:
    """The steps of the technical review that a waste with these facts has to pass."""
    wanted = {"chemistry", "authorisation"}
    if facts.is_hazardous or facts.is_adr:
        wanted.add("transport")
    if facts.needs_laboratory:
        wanted |= {"sampling", "laboratory"}
    return wanted


def technical_judgement_is_given(facts: WasteFacts) -> Refusal | None:
    """The technical decision is written down with its reason."""
    if facts.technical_judgement.strip():
        return None
    return Refusal(
        "technical_judgement_missing",
        N_("The technical judgement and its reason are missing."),
        hint=N_("Return the case to the technical review."),
        link="dossier",
    )


def request_was_not_lost(facts: WasteFacts) -> Refusal | None:
    """The letter that asked for the integration did not come back undelivered."""
    if facts.lost_request is None:
        return None
    return Refusal(
        "request_lost",
        N_("The letter of {dated} that asked for the integration did not reach the customer."),
        hint=N_("Send it again, to another address or by another way."),
        params={"dated": facts.lost_request},
        link="messages",
    )


def renewal_is_not_under_way(facts: WasteFacts) -> Refusal | None:
    """No renewal of this approval is being worked on."""
    if not facts.renewal:
        return None
    return Refusal(
        "renewal_under_way",
        N_("The renewal {number} is being worked on."),
        hint=N_("Go on with that case."),
        params={"number": facts.renewal},
    )


def no_twin_is_in_force(facts: WasteFacts) -> Refusal | None:
    """No other approval is in force for this waste of this site at this plant."""
    if not facts.twin:
        return None
    return Refusal(
        "twin_in_force",
        N_("{number} is in force for the same waste, site, plant and operation."),
        hint=N_("Renew that approval, or have it revoked first."),
        params={"number": facts.twin},
    )
