"""The guards of a dunning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from tests.paper.dunning.facts import DunningFacts


def something_is_owed(facts: DunningFacts) -> Refusal | None:
    """Something of the debt is still owed."""
    return None if facts.left else Refusal("nothing_owed", N_("The debt is paid."))


def nothing_is_owed(facts: DunningFacts) -> Refusal | None:
    """Nothing of the debt is owed any more."""
    if not facts.left:
        return None
    return Refusal("still_owed", N_("{left} are still owed."), params={"left": facts.left})


def no_hold_is_placed(facts: DunningFacts) -> Refusal | None:
    """No hold stops the letters."""
    return Refusal("held", N_("A hold stops the letters."), link="holds") if facts.is_held else None


def a_letter_is_wanted(facts: DunningFacts) -> Refusal | None:
    """The table of levels wants a letter for what is owed."""
    return None if facts.wanted else Refusal("too_little", N_("So little is owed that no letter is sent."))
