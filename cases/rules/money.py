"""Amounts of money: two digits, rounded half up, exact decimals all the way; a float is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import floor, lcm
from typing import ClassVar

from cases.rules.errors import RuleError
from cases.rules.refusals import N_

CENT = Decimal("0.01")
UNIT_PRICE_DIGITS = 8
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class MoneyError(RuleError):
    """A number that is not an amount, or a division that cannot be made."""

    texts: ClassVar[Mapping[str, str]] = {
        "money.not_exact": N_("{value} is not an exact number."),
        "money.not_cents": N_("{value} has more than two decimals."),
        "money.too_many_decimals": N_("{value} has more than {digits} decimals."),
        "money.no_parts": N_("An amount is split into one part or more."),
        "money.weights": N_("Weights may not be negative, and one at least must be above zero."),
    }


def exact(value: Decimal | int) -> Decimal:
    """The number as a finite Decimal. Raises MoneyError for floats, booleans, NaN and infinities."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise MoneyError("money.not_exact", value=repr(value))
    number = Decimal(value)
    if not number.is_finite():
        raise MoneyError("money.not_exact", value=str(value))
    return number


def decimals(value: Decimal) -> int:
    """How many decimals a finite number really uses: 1.500 uses one, 1E+3 none."""
    exponent = value.normalize(_EXACT).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def cents(value: Decimal | int | Fraction) -> Decimal:
    """The amount rounded half up, away from zero, to two decimals: 2.345 is 2.35 and -2.345 is -2.35."""
    if isinstance(value, Fraction):
        doubled = abs(value) * 200
        whole = (doubled.numerator // doubled.denominator + 1) // 2
        return _of_cents(-whole if value < 0 else whole)
    return _EXACT.add(exact(value).quantize(CENT, context=_EXACT), 0)


def _of_cents(count: int) -> Decimal:
    return Decimal(count).scaleb(-2, context=_EXACT)


def unit_price(value: Decimal | int) -> Decimal:
    """A unit price as given, when it has at most eight decimals. Raises MoneyError when it has more."""
    number = exact(value)
    if decimals(number) > UNIT_PRICE_DIGITS:
        raise MoneyError("money.too_many_decimals", value=str(value), digits=UNIT_PRICE_DIGITS)
    return number


def line_amount(quantity: Decimal | int, price: Decimal | int) -> Decimal:
    """Quantity times unit price, multiplied exactly and rounded once."""
    return cents(_EXACT.multiply(exact(quantity), unit_price(price)))


def split(total: Decimal | int, weights: int | Sequence[Decimal | int | Fraction]) -> tuple[Decimal, ...]:
    """The amount in parts that sum to it: `weights` equal parts, or one part for each weight.

    The parts are rounded together: 100.00 in 3 is 33.34, 33.33, 33.33. A negative total mirrors the positive
    one. Raises MoneyError for a total that is not in cents, no parts, or unusable weights.
    """
    amount = exact(total)
    if decimals(amount) > 2:
        raise MoneyError("money.not_cents", value=str(total))
    shares = _whole_weights(weights)
    count = int(abs(amount).scaleb(2, context=_EXACT))
    parts, remainders = zip(*(divmod(count * share, sum(shares)) for share in shares), strict=True)
    given = _with_left_over(parts, remainders, count - sum(parts))
    return tuple(_of_cents(-part if amount < 0 else part) for part in given)


def _with_left_over(parts: Sequence[int], remainders: Sequence[int | Fraction], left: int) -> list[int]:
    """The parts with one more for the `left` largest remainders, the first ones first when they are equal."""
    favoured = set(sorted(range(len(parts)), key=lambda n: (-remainders[n], n))[:left])
    return [part + (n in favoured) for n, part in enumerate(parts)]


def round_together(amounts: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Exact amounts in cents that sum to their rounded sum, each less than a cent away from its exact value.

    Every amount is rounded down; the cents left over go one each to the largest remainders, the first amount
    first when remainders are equal.
    """
    ideal = [amount * 100 for amount in amounts]
    parts = [floor(amount) for amount in ideal]
    remainders = [amount - part for amount, part in zip(ideal, parts, strict=True)]
    left = int(cents(sum(amounts, Fraction(0))).scaleb(2, context=_EXACT)) - sum(parts)
    return tuple(map(_of_cents, _with_left_over(parts, remainders, left)))


def _whole_weights(weights: int | Sequence[Decimal | int | Fraction]) -> list[int]:
    """Weights as whole numbers in the same proportion; so many ones for a number of equal parts."""
    given = [Fraction(1)] * weights if isinstance(weights, int) else [_weight(weight) for weight in weights]
    if not given:
        raise MoneyError("money.no_parts")
    if min(given) < 0 or not any(given):
        raise MoneyError("money.weights")
    scale = lcm(*(weight.denominator for weight in given))
    return [int(weight * scale) for weight in given]


def _weight(weight: Decimal | int | Fraction) -> Fraction:
    return weight if isinstance(weight, Fraction) else Fraction(exact(weight))
