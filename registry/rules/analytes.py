"""What a laboratory measured against what may be received: substances, units, and the verdict on each limit. Pure.

Values are compared as they were reported, without their uncertainty. A unit is converted only where that is exact: to
say mg/l of an eluate in mg/kg of waste one would have to know how it was made, and nobody guesses that here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

FAMILIES: Final = (
    {"mg/kg": Decimal(1), "g/kg": Decimal(1000), "µg/kg": Decimal("0.001"), "%": Decimal(10000)},
    {"mg/kg s.s.": Decimal(1), "g/kg s.s.": Decimal(1000), "µg/kg s.s.": Decimal("0.001"), "% s.s.": Decimal(10000)},
    {"mg/l": Decimal(1), "g/l": Decimal(1000), "µg/l": Decimal("0.001")},
    {"kj/kg": Decimal(1), "mj/kg": Decimal(1000)},
)
"""Units of one kind of quantity: on the waste as it is, on its dry substance (s.s.), in an eluate, of heat."""
SPELLED: Final = {"ug": "µg", "mcg": "µg", "μg": "µg", "lt": "l", "litro": "l"}
ALTERNATIVES: Final = re.compile(r"\s*[/|;]\s*")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of a certificate; `below` says that it is a detection limit which was not reached ("< 0.5").

    Method and uncertainty (in the unit of the value) are shown beside it; no limit is judged by them.
    """

    analyte: str
    value: Decimal
    unit: str
    below: bool = False
    method: str = field(default="", compare=False)
    uncertainty: Decimal | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Bound:
    """What may be received of a substance; its name may give others after a stroke: "Piombo / Pb"."""

    analyte: str
    unit: str
    least: Decimal | None = None
    most: Decimal | None = None


class Verdict(StrEnum):
    """What a limit says of a certificate."""

    WITHIN = "within"
    OVER = "over"
    UNDER = "under"
    NOT_PROVEN = "not_proven"
    NOT_COMPARABLE = "not_comparable"
    NOT_MEASURED = "not_measured"


OUT: Final = frozenset({Verdict.OVER, Verdict.UNDER, Verdict.NOT_PROVEN})
OPEN: Final = frozenset({Verdict.NOT_COMPARABLE, Verdict.NOT_MEASURED})


@dataclass(frozen=True, slots=True)
class Finding:
    """One limit and what the certificate says to it."""

    bound: Bound
    verdict: Verdict
    measured: Measured | None = None


def key_of(analyte: str) -> str:
    """A name as it is compared: small letters, no accents, blanks or signs."""
    plain = unicodedata.normalize("NFKD", analyte.casefold())
    return "".join(each for each in plain if each.isalnum())


def keys_of(analyte: str) -> frozenset[str]:
    """Every name that a limit goes by, and all of them together, as pages show it and people copy it."""
    return frozenset(filter(None, map(key_of, (analyte, *ALTERNATIVES.split(analyte)))))


def unit_of(words: str) -> str:
    """A unit as it is compared: "MG/KG ss" is "mg/kg s.s."."""
    small = " ".join(words.casefold().replace("μ", "µ").split())
    dry = re.fullmatch(r"(.*?)\s*(?:s\.?s\.?|dry|on dry substance|sul secco)", small)
    plain = "/".join(_spelled(part) for part in (dry.group(1) if dry else small).replace(" ", "").split("/"))
    return f"{plain} s.s." if dry else plain


def _spelled(part: str) -> str:
    return SPELLED.get(part, part)


def converted(value: Decimal, unit: str, to: str) -> Decimal | None:
    """The value in another unit, exactly; None where the two do not say the same thing."""
    source, target = unit_of(unit), unit_of(to)
    if source == target:
        return value
    for family in FAMILIES:
        if source in family and target in family:
            return value * family[source] / family[target]
    return None


def compare(bounds: Iterable[Bound], measured: Sequence[Measured]) -> tuple[Finding, ...]:
    """Each limit against what was measured; of several values of a substance the first that can be compared counts."""
    return tuple(_found(bound, measured) for bound in bounds)


def _found(bound: Bound, measured: Sequence[Measured]) -> Finding:
    names = keys_of(bound.analyte)
    same = [each for each in measured if key_of(each.analyte) in names]
    for each in same:
        value = converted(each.value, each.unit, bound.unit)
        if value is not None:
            return Finding(bound, _judged(bound, value, below=each.below), each)
    if same:
        return Finding(bound, Verdict.NOT_COMPARABLE, same[0])
    return Finding(bound, Verdict.NOT_MEASURED)


def _judged(bound: Bound, value: Decimal, *, below: bool) -> Verdict:
    """What was not detected proves a limit only where the detection limit does not lie above it."""
    if bound.most is not None and value > bound.most:
        return Verdict.NOT_PROVEN if below else Verdict.OVER
    if bound.least is not None and (below or value < bound.least):
        return Verdict.NOT_PROVEN if below and value > bound.least else Verdict.UNDER
    return Verdict.WITHIN
