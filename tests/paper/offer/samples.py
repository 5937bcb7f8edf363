"""What the conformance tests and the walk type into the forms of an offer."""

from __future__ import annotations

from decimal import Decimal

TERMS = {"amount": Decimal("80000.00"), "discount": Decimal("12.5")}


def inputs(transition, company, case):
    """The cleaned inputs of a transition."""
    del company, case
    if transition in ("open", "edit", "revise"):
        return TERMS
    return {"reason": "Per prova"} if transition in ("return", "decline", "withdraw") else {}
