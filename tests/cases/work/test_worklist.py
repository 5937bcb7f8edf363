"""The worklist: what is mine, what waits in my queues, what is put off, whom I stand in for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.models import WorkItem
from cases.queries import branches, capped
from cases.queries import inbox as inbox_module
from cases.queries.inbox import inbox, waiting
from cases.services.errors import NotPermitted, Refused
from cases.services.snooze import call_back, put_off
from cases.services.work import take
from tests.paper import cast

TABS = ("mine", "queued", "due_soon", "overdue", "put_off", "mentioned", "followed")


def shown(of, name: str, tab: str, *, days: int = 0) -> list[str]:
    rows = inbox(cast.person(of, name), cast.NOW + timedelta(days=days), tab).rows
    return [f"{row.number} {row.what}" for row in rows]


def figures(of, name: str, *, days: int = 0) -> dict[str, int]:
    box = inbox(cast.person(of, name), cast.NOW + timedelta(days=days))
    return {tab: getattr(box, tab).number for tab in TABS}


def due(case, step: str, hours: float) -> None:
    items = WorkItem.objects.of(case.company_id).filter(case=case, step=step)
    items.update(due_at=cast.NOW + timedelta(hours=hours))


def test_a_queue_shows_what_waits_the_most_urgent_first(eco):
    first, second, third = (cast.under_review(eco) for _ in range(3))
    due(second, "chemistry", 5)
    due(third, "chemistry", 2)
    assert shown(eco, "kim", "queued") == [f"{case.number} Check the chemistry" for case in (third, second, first)]
    assert shown(eco, "con", "queued") == []


def test_what_is_taken_leaves_the_queue_for_the_own_list(eco):
    case = cast.under_review(eco)
    take(cast.open_items(case)["price"], actor=cast.person(eco, "pia"), now=cast.NOW)
    assert shown(eco, "pia", "queued") == []
    assert shown(eco, "pia", "mine") == [f"{case.number} Check the price"]


def test_due_soon_and_overdue_look_at_both(eco):
    taken, waiting_, late = (cast.under_review(eco) for _ in range(3))
    take(cast.open_items(taken)["price"], actor=cast.person(eco, "pia"), now=cast.NOW)
    due(taken, "price", 3)
    due(waiting_, "price", 4)
    due(late, "price", -1)
    assert shown(eco, "pia", "due_soon") == [f"{case.number} Check the price" for case in (taken, waiting_)]
    assert shown(eco, "pia", "overdue") == [f"{late.number} Check the price"]
    assert figures(eco, "pia") == {
        "mine": 1, "queued": 2, "due_soon": 2, "overdue": 1, "put_off": 0, "mentioned": 0, "followed": 0,
    }  # fmt: skip


def test_who_was_not_chosen_when_the_step_opened_does_not_see_it(eco):
    old = cast.under_review(eco)
    cast.employ(eco, "kay", "derogation.check_chemistry")
    young = cast.under_review(eco)
    assert shown(eco, "kay", "queued") == [f"{young.number} Check the chemistry"]
    assert len(shown(eco, "kim", "queued")) == 2
    assert figures(eco, "kay")["queued"] == 1
    assert old.number != young.number


def test_what_is_put_off_leaves_every_figure_and_is_back_on_its_day(eco):
    case = cast.under_review(eco)
    kim = cast.person(eco, "kim")
    item = cast.open_items(case)["chemistry"]
    put_off(item, cast.TODAY + timedelta(days=3), "the laboratory is closed", actor=kim, now=cast.NOW)
    assert figures(eco, "kim", days=2)["queued"] == 0
    assert shown(eco, "kim", "queued", days=2) == []
    assert shown(eco, "kim", "put_off", days=2) == [f"{case.number} Check the chemistry"]
    assert figures(eco, "kim", days=2)["put_off"] == 1
    assert (figures(eco, "kim", days=3)["put_off"], shown(eco, "kim", "put_off", days=3)) == (0, [])
    assert figures(eco, "kim", days=3)["queued"] == 1
    assert shown(eco, "kim", "queued", days=3) == [f"{case.number} Check the chemistry"]
    call_back(item, actor=kim, now=cast.NOW)
    assert figures(eco, "kim")["queued"] == 1


def test_own_work_can_be_put_off_but_not_another_s(eco):
    case = cast.under_review(eco)
    cast.employ(eco, "kay", "derogation.check_price")
    item = cast.open_items(case)["price"]
    WorkItem.objects.of(eco).filter(pk=item.pk).update(candidates="")
    take(item, actor=cast.person(eco, "pia"), now=cast.NOW)
    day = cast.TODAY + timedelta(days=1)
    with pytest.raises(Refused):
        put_off(item, day, actor=cast.person(eco, "kay"), now=cast.NOW)
    with pytest.raises(NotPermitted):
        put_off(item, day, actor=cast.person(eco, "kim"), now=cast.NOW)
    put_off(item, day, actor=cast.person(eco, "pia"), now=cast.NOW)
    assert figures(eco, "pia")["mine"] == 0
    assert figures(eco, "pia", days=1)["mine"] == 1


def test_work_is_put_off_to_a_later_day_only(eco):
    item = cast.open_items(cast.under_review(eco))["price"]
    with pytest.raises(Refused) as refused:
        put_off(item, cast.TODAY, actor=cast.person(eco, "pia"), now=cast.NOW)
    assert [refusal.code for refusal in refused.value.refusals] == ["not_a_later_day"]


def test_the_substitute_sees_the_queues_of_the_absent(eco):
    case = cast.under_review(eco)
    assert shown(eco, "sub", "queued") == []
    cast.stand_in(eco, "kim", "sub")
    (row,) = inbox(cast.person(eco, "sub"), cast.NOW, "queued").rows
    assert (row.number, row.as_name, row.as_id) == (case.number, "Kim Rossi", cast.user("kim").pk)
    assert figures(eco, "sub")["queued"] == 1
    assert shown(eco, "sub", "queued", days=6) == []


def test_one_item_is_counted_once_for_who_has_the_duty_and_stands_in(eco):
    cast.employ(eco, "kay", "derogation.check_chemistry")
    cast.under_review(eco)
    cast.stand_in(eco, "kim", "kay")
    assert figures(eco, "kay")["queued"] == 1
    (row,) = inbox(cast.person(eco, "kay"), cast.NOW, "queued").rows
    assert row.as_id is None


def many(eco, count: int, **values) -> None:
    """So many items more in the queue of prices."""
    case = cast.under_review(eco)
    item = cast.open_items(case)["price"]
    rows = [WorkItem(company=eco, case=case, process_code="derogation", state="under_review", step="price",
                     duty=item.duty, queue=item.queue, opened_at=cast.NOW, **values) for _ in range(count)]  # fmt: skip
    WorkItem.objects.bulk_create(rows)


def pages(of, name: str, tab: str) -> list[list[int]]:
    """The items of a tab page by page, as long as there is a next one."""
    found, page = [], 1
    while True:
        box = inbox(cast.person(of, name), cast.NOW, tab, page)
        found.append([row.item_id for row in box.rows])
        if not box.has_next:
            return found
        page += 1


@pytest.mark.parametrize(("tab", "values"), [("queued", {}), ("put_off", {"follow_up_on": date(2026, 11, 20)})])
def test_every_item_of_a_tab_is_on_one_of_its_pages(eco, tab, values):
    many(eco, 59, **values)
    found = pages(eco, "pia", tab)
    expected = [25, 25, 10] if tab == "queued" else [25, 25, 9]
    assert [len(page) for page in found] == expected
    assert len({item for page in found for item in page}) == sum(expected)
    assert inbox(cast.person(eco, "pia"), cast.NOW, tab, 99).page == 3, "past the last page is the last"


@pytest.fixture
def stops_at_thirty(monkeypatch):
    """A figure stops at thirty; a statement compiled with one cap is never asked with another."""
    for statements in (inbox_module._figures, inbox_module._standing):
        monkeypatch.setattr(inbox_module, statements.__name__, statements.__wrapped__)
    for module in (branches, capped):
        monkeypatch.setattr(module, "CAP", 30)


@pytest.mark.usefixtures("stops_at_thirty")
def test_beyond_what_is_counted_the_pages_go_on(eco):
    many(eco, 79)
    assert [len(page) for page in pages(eco, "pia", "queued")] == [25, 25, 25, 5]


@pytest.mark.usefixtures("stops_at_thirty")
def test_the_page_shows_twenty_five_and_the_figure_stops_at_the_cap(eco):
    many(eco, 40)
    box = inbox(cast.person(eco, "pia"), cast.NOW, "queued")
    assert len(box.rows) == 25
    assert (box.queued.number, box.queued.more) == (30, True)


def test_the_worklist_takes_four_statements_and_the_rail_one(eco, django_assert_num_queries):
    for _ in range(3):
        cast.under_review(eco)
    pia = cast.person(eco, "pia")
    for tab in TABS:
        with django_assert_num_queries(4 if tab == "queued" else 3):
            inbox(pia, cast.NOW, tab, 2)
    with django_assert_num_queries(1):
        assert waiting(pia, cast.NOW).number == 3


def test_another_company_s_work_is_not_there(eco):
    cast.under_review(eco)
    lumen = cast.company("lumen")
    assert figures(lumen, "pia")["queued"] == 0
