"""Are two customers one? By what they share, how sure that makes us, and in which words it is said.

A pair is a candidate when it shares a key; the score, 0 to 100, is that of at least one of its reasons being right:
1 - product of (1 - weight). Weights are judgement: a VAT number names one subject (DPR 633/1972, art. 35), an account
or an e-mail may be shared by a group, a phone by a firm of accountants, a name by chance.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import prod
from typing import Final

VAT_NUMBER, FISCAL_CODE, IBAN, EMAIL, PHONE, NAME = "vat_number", "fiscal_code", "iban", "email", "phone", "name"
WEIGHTS: Final = {VAT_NUMBER: 0.95, FISCAL_CODE: 0.95, IBAN: 0.8, EMAIL: 0.6, PHONE: 0.5}
NAME_WEIGHT: Final = 0.75
ALIKE: Final = 0.8
"""From this likeness on, of 1, two names count as similar."""
LEAST: Final = 45
"""Below this score nobody is bothered."""
BLOCK: Final = 4
LEGAL_FORMS: Final = frozenset(
    {
        *("srl", "srls", "spa", "snc", "sas", "sapa", "ss", "soc", "scarl", "scrl", "coop", "onlus", "ets", "aps"),
        *("societa", "cooperativa", "agricola", "agr", "ditta", "impresa", "individuale", "unipersonale", "figli"),
        *("di", "del", "della", "dei", "delle", "da", "e", "ed", "il", "la", "lo", "i", "gli", "le", "in", "co"),
        *("liquidazione", "gmbh", "ltd", "sa"),
    }
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer, in the form it is stored; `name_key` as `search_key` gives it."""

    name_key: str = ""
    vat_number: str = ""
    fiscal_code: str = ""
    iban: str = ""
    postal_code: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Something two customers share: `kind` is one of the constants above, `value` what it is."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is that two customers are one, and why, the strongest reason first."""

    score: int
    reasons: tuple[Reason, ...]


def keys(known: Known) -> frozenset[Key]:
    """Everything by which it may be recognised; names by the beginnings of their words, with the postal code."""
    found = {
        (VAT_NUMBER, known.vat_number),
        (FISCAL_CODE, known.fiscal_code),
        (IBAN, known.iban),
        *((PHONE, plain_phone(each)) for each in known.phones),
        *((EMAIL, each.strip().casefold()) for each in known.emails),
    }
    if known.postal_code:
        found |= {(NAME, f"{word[:BLOCK]}@{known.postal_code}") for word in telling(known.name_key) if len(word) > 2}
    # a company's fiscal code is its VAT number most of the time: once is enough, and finds it in either column
    if known.fiscal_code.isdigit():
        found |= {(VAT_NUMBER, known.fiscal_code)}
    return frozenset((kind, value) for kind, value in found if value)


def compare(one: Known, other: Known) -> Likeness:
    """How likely the two are one; 0 without a reason."""
    shared = keys(one) & keys(other)
    weights = {Reason(kind, value): WEIGHTS[kind] for kind, value in shared if kind != NAME}
    if weights.keys() >= {Reason(VAT_NUMBER, one.fiscal_code), Reason(FISCAL_CODE, one.fiscal_code)}:
        del weights[Reason(FISCAL_CODE, one.fiscal_code)]
    if one.postal_code and one.postal_code == other.postal_code:
        alike = likeness(one.name_key, other.name_key)
        if alike >= ALIKE:
            weights[Reason(NAME, one.postal_code)] = NAME_WEIGHT * alike
    score = round(100 * (1 - prod(1 - weight for weight in weights.values())))
    ordered = sorted(weights, key=lambda reason: (-weights[reason], reason.kind))
    return Likeness(score if weights else 0, tuple(ordered))


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, without legal forms and whatever the order of the words.

    >>> likeness(" rossi metalli srl", " metalli rossi spa")
    1.0
    """
    first, second = (" ".join(sorted(telling(key))) for key in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0


def telling(name_key: str) -> Collection[str]:
    """The words of a name that tell it from others: no legal forms, articles or single letters.

    >>> sorted(telling(" rossi e figli snc"))
    ['rossi']
    """
    words = [word for word in name_key.split() if len(word) > 1]
    return [word for word in words if word not in LEGAL_FORMS] or words


def plain_phone(text: str) -> str:
    """The digits of a phone number without Italy's prefix; short ones are no key.

    >>> plain_phone("+39 0541 123 456")
    '0541123456'
    """
    digits = re.sub(r"\D", "", text.strip().removeprefix("+39").removeprefix("0039"))
    return digits if len(digits) >= 6 else ""
