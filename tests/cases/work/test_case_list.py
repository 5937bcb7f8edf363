"""The list of cases narrowed, kept under a name, and written out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import Case, Deadline, SavedView
from cases.queries.caseload import Filters, caseload
from cases.queries.export import caseload_rows
from cases.queries.saved_views import saved_views
from cases.services.errors import NotPermitted, Refused
from cases.services.saved_views import delete_view, save_view
from cases.services.work import take
from tests.paper import cast


def found(of, name: str = "ada", **filters) -> list[str]:
    page = caseload(cast.person(of, name), Filters(**filters))
    return [case.number[-1] for case in page.cases]


def deadline(case: Case, hours: float, **values) -> Deadline:
    due_at = cast.NOW + timedelta(hours=hours)
    return Deadline.objects.create(
        company=case.company, case=case, clock="answer", state=case.state, started_on=cast.TODAY,
        due_on=due_at.date(), due_at=due_at, **values,
    )  # fmt: skip


def test_what_is_late_or_due_soon_is_found(eco):
    late, soon, met, _ = (cast.opened(eco) for _ in range(4))
    deadline(late, -1)
    deadline(soon, 5)
    deadline(met, -9, status="met")
    assert found(eco, due="overdue", now=cast.NOW) == ["1"]
    assert found(eco, due="soon", now=cast.NOW) == ["2"]
    with pytest.raises(ValueError, match="now"):
        found(eco, due="overdue")


def test_the_cases_somebody_works_on_are_found(eco):
    case, _ = cast.opened(eco), cast.opened(eco)
    take(cast.open_items(case)[""], actor=cast.person(eco, "ada"), now=cast.NOW)
    assert found(eco, assignee_id=cast.user("ada").pk) == ["1"]
    assert found(eco, mine_only=True) == ["1"]
    assert found(eco, assignee_id=cast.user("tom").pk) == []


def test_days_of_opening_are_days_in_rome_both_included(eco):
    case = cast.opened(eco)
    Case.objects.of(eco).filter(pk=case.pk).update(opened_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC))
    second = date(2026, 11, 2)
    assert found(eco, opened_from=second, opened_to=second) == ["1"]
    assert found(eco, opened_to=second - timedelta(days=1)) == []


def test_filters_survive_being_kept(eco):
    filters = Filters(words="rossi", due="soon", opened_from=date(2026, 1, 2), assignee_id=3, now=cast.NOW)
    kept = filters.as_json()
    assert kept == {"words": "rossi", "due": "soon", "opened_from": "2026-01-02", "assignee_id": 3, "order": "newest"}
    assert Filters.from_json({**kept, "of_a_later_version": 1}) == Filters(
        words="rossi", due="soon", opened_from=date(2026, 1, 2), assignee_id=3
    )


def test_one_s_own_views_come_first_then_those_shared(eco):
    ada, tom = cast.person(eco, "ada"), cast.person(eco, "tom")
    save_view("  Late   ones ", Filters(due="overdue"), actor=ada)
    save_view("Everybody’s", Filters(open_only=True), actor=tom, shared=True)
    save_view("Tom’s", Filters(), actor=tom)
    assert [view.name for view in saved_views(ada)] == ["Late ones", "Everybody’s"]
    save_view("Late ones", Filters(due="soon"), actor=ada)
    (mine, shared) = saved_views(ada)
    assert mine.query["due"] == "soon"
    with pytest.raises(NotPermitted):
        delete_view(shared, actor=ada)
    delete_view(mine, actor=ada)
    assert SavedView.objects.of(eco).filter(user_id=ada.user_id).count() == 0


def test_a_view_has_a_name(eco):
    with pytest.raises(Refused):
        save_view(" ", Filters(), actor=cast.person(eco, "ada"))


def test_every_case_is_written_out_once_a_chunk_at_a_time(eco, django_assert_num_queries):
    cases = [cast.opened(eco) for _ in range(5)]
    deadline(cases[0], 5)
    take(cast.open_items(cases[0])[""], actor=cast.person(eco, "ada"), now=cast.NOW)
    ada = cast.person(eco, "ada")
    with django_assert_num_queries(9):
        rows = list(caseload_rows(ada, Filters(), chunk=2))
    assert [row.number[-1] for row in rows] == ["5", "4", "3", "2", "1"]
    assert (rows[-1].due_on, rows[-1].assignees, rows[-1].state) == (date(2026, 11, 16), "Ada Rossi", "Draft")
    assert (rows[0].due_on, rows[0].assignees) == (None, "")
    assert list(caseload_rows(cast.person(eco, "max"), Filters())) == []
