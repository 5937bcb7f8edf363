"""Until when an approval is good beyond the two hundred cases, and quantities in tonnes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.waste_approval import validity
from workflows.waste_approval.choices import Cause
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.quantities import in_tonnes, needs_density

APPROVED = date(2026, 11, 16)


def test_every_limit_is_kept_with_its_cause_the_nearest_first():
    found = validity.limits(APPROVED, analysis_until=date(2027, 3, 1), authorisation_until=date(2027, 1, 31))
    assert [limit.cause for limit in found] == ["plant_authorisation", "analysis", "twelve_months"]
    assert {limit.cause for limit in found} <= set(Cause.values)


def test_a_renewal_is_begun_sixty_days_before_the_end():
    dossier = WasteApproval(valid_from=APPROVED, valid_to=date(2027, 11, 16))
    assert validity.renewal_on(dossier) == date(2027, 9, 17)


def test_a_renewal_is_not_begun_before_the_approval_was_given():
    dossier = WasteApproval(valid_from=APPROVED, valid_to=APPROVED + timedelta(days=20))
    assert validity.renewal_on(dossier) == APPROVED


def test_what_was_never_approved_neither_ends_nor_is_renewed():
    assert (validity.ends_on(WasteApproval()), validity.renewal_on(WasteApproval())) == (None, None)


@pytest.mark.parametrize(("days", "expiring"), [(-1, False), (0, True), (60, True), (61, False)])
def test_an_approval_is_expiring_in_its_last_sixty_days(days, expiring):
    assert validity.is_expiring(APPROVED + timedelta(days=days), APPROVED) is expiring


@pytest.mark.parametrize(
    ("quantity", "unit", "density", "tonnes"),
    [
        ("12.5", "t", None, "12.5"),
        ("12500", "kg", None, "12.5"),
        ("0.001", "kg", None, "0.000001"),
        ("10", "m3", "1.2", "12"),
        ("10", "m3", "0.85", "8.5"),
        ("1000", "l", "0.9", "0.9"),
        ("1", "l", "0.0004", "0"),
    ],
)
def test_quantities_are_compared_in_tonnes(quantity, unit, density, tonnes):
    weighed = in_tonnes(Decimal(quantity), unit, Decimal(density) if density else None)
    assert weighed == Decimal(tonnes)


def test_a_volume_without_density_weighs_nobody_knows_what():
    assert in_tonnes(Decimal(10), "m3", None) is None
    assert [unit for unit in ("t", "kg", "m3", "l") if needs_density(unit)] == ["m3", "l"]
