"""The number of a waste form (FIR) and what its recipient may answer: plain rules, no database.

The form of the number and the codes are those of the RENTRI interface for FIR ("formulari").
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(
    r"([BCDFGHJKLMNPQRSTVWXYZ]{4,6})[ \t\-/_]*([0-9]+)[ \t\-/_]*([BCDFGHJKLMNPQRSTVWXYZ]{1,2})", re.ASCII
)
_LONGEST: Final = 30

ACCEPTED, PARTIAL, REJECTED = "A", "P", "R"
DOES_NOT_MATCH, NOT_RECEIVABLE, OTHER = "NC", "IR", "A"
REASONS: Final = (DOES_NOT_MATCH, NOT_RECEIVABLE, OTHER)


class NotAFir(ValueError):
    """The text is no number of a FIR."""


def fir_number(text: str) -> str:
    """`abcd000123-xy` as it is printed: "ABCD 000123 XY". Raises NotAFir.

    Four to six consonants, digits, one or two consonants; the zeros in front belong to the number.
    """
    found = _NUMBER.fullmatch(text.strip().upper()) if len(text) <= _LONGEST else None
    if found is None:
        raise NotAFir(text)
    return " ".join(found.groups())


def outcome_is_sound(outcome: str, reason: str) -> bool:
    """Whether an outcome at destination has the reason it needs: none when accepted, one of three otherwise."""
    if outcome == ACCEPTED:
        return not reason
    return outcome in (PARTIAL, REJECTED) and reason in REASONS
