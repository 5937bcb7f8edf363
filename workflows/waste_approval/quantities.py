"""Quantities in tonnes, whatever unit the producer stated them in. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

GRAM: Final = Decimal("0.000001")
MASS: Final = {"t": Decimal(1), "kg": Decimal("0.001")}
VOLUME: Final = {"m3": Decimal(1), "l": Decimal("0.001")}
"""Cubic metres of one unit; a cubic metre weighs as many tonnes as the density in kg/l says."""


def needs_density(unit: str) -> bool:
    """Whether a quantity in this unit says nothing of its weight by itself."""
    return unit in VOLUME


def in_tonnes(quantity: Decimal | None, unit: str, density: Decimal | None) -> Decimal | None:
    """Tonnes, to the gram; None when the quantity, or the density that a volume needs, is not known."""
    if quantity is None:
        return None
    if unit in MASS:
        return (quantity * MASS[unit]).quantize(GRAM, ROUND_HALF_UP)
    if density is None:
        return None
    return (quantity * VOLUME[unit] * density).quantize(GRAM, ROUND_HALF_UP)
