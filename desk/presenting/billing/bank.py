"""Bank movements in words: what a proposal's points mean, why it is one, and the balances of a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import BankStatement
from billing.queries.matching import REASONS
from desk import formats
from desk.presenting.billing.parts import Cell

LIKELY: Final = (
    (80, gettext_lazy("very likely")),
    (45, gettext_lazy("likely")),
    (0, gettext_lazy("possible")),
)
"""From how many points on a proposal is called what: document and amount make 80, amount and name 45."""


def why(reasons: Sequence[tuple[str, Mapping[str, str]]]) -> str:
    """The reasons of a score in words."""
    return "; ".join(_(REASONS[code]).format(**params) for code, params in reasons)


def likelihood(score: int) -> str:
    """How likely a proposal is."""
    return str(next(words for least, words in LIKELY if score >= least))


def likelihood_cell(score: int) -> Cell:
    """How likely, and by how many points."""
    return Cell(likelihood(score), "amount", under=_("%(score)d points of 100") % {"score": score})


def proposed(name: str, score: int, reasons: Sequence[tuple[str, Mapping[str, str]]]) -> Cell:
    """The best proposal for a movement, in a row of its statement."""
    return Cell(name, under=f"{likelihood(score)}: {why(reasons)}")


def balances(statement: BankStatement) -> str:
    """What the statement says stood on the account; a table, and some files, say nothing."""
    said = [
        words % {"amount": formats.say_money(amount)}
        for words, amount in (
            (_("Opening balance %(amount)s."), statement.opening),
            (_("Closing balance %(amount)s."), statement.closing),
        )
        if amount is not None
    ]
    if len(said) == 2:
        return " ".join(said)
    unchecked = _("The file does not state both balances: its movements could not be checked against them.")
    return " ".join([*said, unchecked])


def in_words(params: Mapping[str, object]) -> dict[str, object]:
    """What a refusal of a statement names, amounts as they are read."""
    return {name: formats.say_money(value) if isinstance(value, Decimal) else value for name, value in params.items()}
