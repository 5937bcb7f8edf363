"""The guards of an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from tests.paper.offer.facts import OfferFacts

SIGNERS = {"desk": {"margin"}, "credit": {"margin", "credit"}, "board": {"margin", "credit", "board"}}


def amount_is_stated(facts: OfferFacts) -> Refusal | None:
    """The amount of the offer is stated."""
    return None if facts.amount else Refusal("amount_missing", N_("The offer states no amount."), link="edit")


def everyone_has_signed(facts: OfferFacts) -> Refusal | None:
    """Everyone whose signature the amount and the discount ask for has signed."""
    wanted = SIGNERS.get(facts.band, set())
    missing = [step for step in sorted(wanted) if facts.signed.get(step) != "favourable"]
    if not missing:
        return None
    return Refusal("signature_missing", N_("Signatures are missing: {count}."), params={"count": len(missing)})


def offer_still_stands(facts: OfferFacts) -> Refusal | None:
    """The offer that was sent still stands."""
    if facts.valid_until is None or facts.on <= facts.valid_until:
        return None
    return Refusal("offer_lapsed", N_("The offer stood until {day}."), params={"day": facts.valid_until})


def customer_is_not_with_the_lawyer(facts: OfferFacts) -> Refusal | None:
    """No debt of this customer was handed over to the lawyer."""
    return Refusal("offer_frozen", N_("A debt of the customer is with the lawyer.")) if facts.is_frozen else None
