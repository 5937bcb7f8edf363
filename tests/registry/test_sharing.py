"""Codes of a deed that share a quantity a year: what is left of it, on paper and by the deeds of a plant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as T

import pytest

from registry.queries.plants import authorised
from registry.rules.sharing import Group, Share, room
from registry.services.authorised import GroupLine, WasteLine, change_quantity
from tests.factories import registry as make

SOIL, RUBBLE = ("170504", "R5"), ("170107", "R5")
BOTH = Group("Terre e rocce", T(80), frozenset({SOIL, RUBBLE}))


@pytest.mark.parametrize(
    ("shares", "used", "limit", "left", "by_group"),
    [
        ([Share(T(50))], {SOIL: T(20)}, 50, 30, False),
        ([Share(None, BOTH)], {SOIL: T(20), RUBBLE: T(50)}, 80, 10, True),
        ([Share(T(30), BOTH)], {SOIL: T(20), RUBBLE: T(10)}, 30, 10, False),
        ([Share(T(30), BOTH)], {SOIL: T(20), RUBBLE: T(55)}, 30, 5, True),
        ([Share(None, BOTH)], {RUBBLE: T(90)}, 80, 0, True),
        ([Share(None, BOTH)], {SOIL: T(90)}, 80, -10, True),
        ([Share(None, BOTH), Share(T(40))], {RUBBLE: T(80)}, 120, 40, True),
        ([Share(T(30), Group("G", None, frozenset({SOIL})))], {SOIL: T(5)}, 30, 25, False),
        ([Share(None), Share(T(30))], {SOIL: T(5)}, None, None, False),
        ([], {SOIL: T(5)}, None, None, False),
    ],
)
def test_the_smaller_of_its_own_and_its_groups_quantity_is_left(shares, used, limit, left, by_group):
    found = room(SOIL, shares, used)
    assert (found.limit_t, found.left_t, found.group is not None) == (limit, left, by_group)


@pytest.fixture
def plant(db):
    plant = make.plant(make.company("ours"))
    lines = [WasteLine(code, operation, group="G1") for code, operation in (SOIL, RUBBLE)]
    make.authorisation(plant, *lines, groups=[GroupLine("G1", "Terre e rocce", stated=T(80))])
    return plant


def left(plant, on):
    return authorised([plant.pk], on=on, codes=[SOIL[0]])[plant.pk].room(*SOIL, {RUBBLE: T(50)}).left_t


def test_the_whole_group_counts_even_where_one_code_is_asked_for(plant):
    assert left(plant, make.TODAY) == 30


def test_a_quantity_changed_by_an_amendment_holds_from_its_day_and_the_old_one_before(plant):
    group = plant.authorisations.get().groups.get()
    change_quantity(group, actor=make.office(plant.company), stated=T(60), since=date(2026, 12, 1))
    assert left(plant, date(2026, 11, 30)) == 30
    assert left(plant, date(2026, 12, 1)) == 10
