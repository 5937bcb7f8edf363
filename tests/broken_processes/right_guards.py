"""Guards as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from tests.broken_processes.right import LoanFacts


def amount_is_stated(facts: LoanFacts) -> Refusal | None:
    """The amount is stated."""
    if facts.amount:
        return None
    return Refusal("amount_missing", N_("The amount is missing."))


def items_are_due(facts: LoanFacts) -> Refusal | None:
    """No item fell due before the day."""
    if all(item.due_on >= facts.on for item in facts.items):
        return None
    return Refusal("item_overdue", N_("An item is overdue."))
