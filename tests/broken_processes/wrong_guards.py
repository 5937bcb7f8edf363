"""Guards as they should not be."""

from __future__ import annotations

from itertools import count

from cases.models import Case

_asked = count()


def amount_is_small(facts):
    return None


def no_other_case_is_open(facts):
    """No other case is open."""
    Case.objects.across_companies("a guard that should not").exists()


def luck_is_with_us(facts):
    """Luck is with us."""
    return str(next(_asked))
