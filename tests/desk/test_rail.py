"""The rail fits on a screen: the group one is in is open, others as long as there is room, the rest folded."""

from __future__ import annotations

from desk.frame import ROOM, Entry, Group, folded


def group(key, lines, *, current=False):
    entries = [Entry(f"{key} {n}", "/", "x", current=current and n == 0) for n in range(lines)]
    return Group(key, key, entries)


def opened(*groups):
    return [each.key for each in folded(groups) if each.is_open]


def test_a_short_rail_is_open_altogether():
    assert opened(group("a", 3), group("b", ROOM - 3)) == ["a", "b"]


def test_what_does_not_fit_is_folded_and_what_fits_after_it_is_not():
    assert opened(group("a", 3), group("b", ROOM - 2), group("c", 1)) == ["a", "c"]


def test_the_group_one_is_in_is_open_however_long():
    assert opened(group("a", 3), group("b", ROOM + 5, current=True), group("c", 1)) == ["b"]
