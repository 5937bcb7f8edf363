"""The drawn process: what stands in the table is drawn, no box lies on another, every state leads to its list."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest

from cases.definition import catalogue
from desk.drawing.layers import Bend, Link, crossings, layered
from desk.drawing.placing import APART, HEIGHT, WIDTH, spread
from desk.presenting import processes
from desk.presenting.addresses import Addresses
from desk.presenting.diagram import diagram

EVERY = [process.code for process in catalogue.processes()]
EDGES = [("a", "b"), ("b", "a"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "e"), ("d", "e"), ("a", "e"), ("e", "e")]


def drawn(code: str):
    process = catalogue.get(code)
    lines = processes.states(process, {process.initial: 3}, Addresses("ecoverde"))
    return process, diagram(process, lines)


def overlap(one, other) -> bool:
    return abs(one.x - other.x) < WIDTH and abs(one.y - other.y) < HEIGHT


def test_edges_lead_down_along_the_order_of_the_nodes_and_back_up_against_it():
    found = layered("abcde", EDGES)
    row = {spot: number for number, spots in enumerate(found.rows) for spot in spots}
    assert [row[node] for node in "abcde"] == [0, 1, 2, 2, 3]
    assert {row[link.lower] - row[link.upper] for link in found.links} == {1}
    assert [link for link in found.links if link.up] == [Link("a", "b", up=True)]


def test_a_node_leading_nowhere_still_has_its_place():
    assert [list(row) for row in layered("ab", []).rows] == [["a", "b"]]


def test_lines_to_the_same_node_share_their_bends():
    found = layered("abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("b", "d")])
    bends = [spot for row in found.rows for spot in row if isinstance(spot, Bend)]
    assert bends == [Bend("d", 1), Bend("d", 2)]
    assert sum(link.target == Bend("d", 2) for link in found.links) == 2


def test_rows_are_ordered_so_that_lines_do_not_cross_where_they_need_not():
    edges = [("a", "d"), ("a", "e"), ("b", "c"), ("c", "f"), ("d", "f"), ("e", "g")]
    found = layered("abcdefg", edges)
    in_order = [list("ab"), list("cde"), list("fg")]
    assert crossings(in_order, found.links) == 2
    assert crossings(found.rows, found.links) == 0


def test_spreading_keeps_every_distance_and_moves_nothing_that_has_room():
    offsets = [0.0, 10.0, 20.0]
    assert spread([(0.0, 1.0), (50.0, 1.0), (90.0, 1.0)], offsets) == [0.0, 50.0, 90.0]
    assert spread([(10.0, 1.0), (10.0, 1.0), (10.0, 1.0)], offsets) == [0.0, 10.0, 20.0]
    heavy = spread([(10.0, 9.0), (10.0, 1.0)], offsets[:2])
    assert heavy == [9.0, 19.0]
    assert all(other - one >= 10 - 1e-9 for one, other in pairwise(heavy))


@pytest.mark.parametrize("code", EVERY)
def test_every_state_is_drawn_once_inside_the_paper_and_over_no_other(code):
    process, paper = drawn(code)
    assert [box.line.state.label for box in paper.boxes] == [process.state_label(state) for state in process.states]
    assert [pair for pair in combinations(paper.boxes, 2) if overlap(*pair)] == []
    assert all(0 <= box.x <= paper.width - WIDTH and 0 <= box.y <= paper.height - HEIGHT for box in paper.boxes)
    rows = {box.y for box in paper.boxes}
    beside = [(a.x, b.x) for a, b in combinations(sorted(paper.boxes, key=lambda b: b.x), 2) if a.y == b.y]
    assert len(rows) > 1
    assert all(right - left >= WIDTH + APART - 1 for left, right in beside)


@pytest.mark.parametrize("code", EVERY)
def test_every_step_that_changes_the_state_has_its_number_at_every_state_it_leaves(code):
    process, paper = drawn(code)
    numbers = [int(number) for mark in paper.marks for number in mark.words.split("·")]
    for number, transition in enumerate(process.transitions, start=1):
        leaving = [source for source in transition.from_states if source != transition.target]
        assert numbers.count(number) == len(leaving), transition.code
    assert all(stroke.tip in ("start", "end", "") for stroke in paper.strokes)


def test_the_page_draws_the_states_as_links_to_their_cases_and_names_steps_by_the_same_numbers(office):
    office.case()
    page = office.client("ada").get("/ecoverde/processes/waste_approval/").content.decode()
    boxes = re.findall(r'<a class="box [a-z]+" href="([^"]+)"><title>([^<]+)</title>', page)
    assert ("/ecoverde/cases/?process=waste_approval&amp;state=draft", "Draft: 1") in boxes
    assert len(boxes) == len(catalogue.get("waste_approval").states)
    assert '<span class="quiet">1</span> Submit' in page
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]
