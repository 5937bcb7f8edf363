"""One statement serves all who have the same duties; each of them sees his own work and no other's."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import prepared
from cases.models.kept import Given
from cases.models.prepared import Statement
from cases.queries import inbox as inbox_module
from cases.queries.inbox import inbox, standing
from cases.services.work import take
from tests.paper import cast

CHEMIST = "derogation.check_chemistry"


@pytest.fixture(autouse=True)
def _nothing_compiled_before():
    for kept in (inbox_module._figures, inbox_module._first, inbox_module._standing):
        kept.cache_clear()


def seen(of, name: str) -> dict[str, object]:
    box = inbox(cast.person(of, name), cast.NOW, "queued")
    figures = {figure: getattr(box, figure).number for figure in ("mine", "queued", "own")}
    return {**figures, "rows": [row.number for row in box.rows], "as": [row.as_name for row in box.rows]}


def test_two_with_the_same_duties_share_the_statement_and_not_the_work(eco):
    cast.employ(eco, "kay", CHEMIST)
    cases = [cast.under_review(eco) for _ in range(3)]
    take(cast.open_items(cases[0])["chemistry"], actor=cast.person(eco, "kim"), now=cast.NOW)
    cast.employ(eco, "new", CHEMIST)

    numbers = [case.number for case in cases]
    assert seen(eco, "kim") == {"mine": 1, "queued": 2, "own": 3, "rows": numbers[1:], "as": ["", ""]}
    assert seen(eco, "kay") == {"mine": 0, "queued": 2, "own": 2, "rows": numbers[1:], "as": ["", ""]}
    assert seen(eco, "new") == {"mine": 0, "queued": 0, "own": 0, "rows": [], "as": []}
    assert inbox_module._figures.cache_info().misses == inbox_module._first.cache_info().misses == 1


def test_the_same_duties_in_two_companies_share_the_statement_and_not_the_work(eco):
    lumen = cast.company("lumen")
    case = cast.under_review(eco)

    assert seen(eco, "kim")["rows"] == [case.number]
    assert seen(lumen, "kim")["rows"] == []
    assert inbox_module._figures.cache_info().misses == 1


def test_substitutes_of_different_people_share_the_statement(eco):
    case = cast.under_review(eco)
    cast.employ(eco, "kay", CHEMIST)
    cast.employ(eco, "alt")
    cast.stand_in(eco, "kim", "sub")
    cast.stand_in(eco, "kay", "alt")

    assert seen(eco, "sub") == {"mine": 0, "queued": 1, "own": 0, "rows": [case.number], "as": ["Kim Rossi"]}
    assert seen(eco, "alt") == {"mine": 0, "queued": 0, "own": 0, "rows": [], "as": []}
    assert inbox_module._figures.cache_info().misses == 1


def test_the_rail_counts_for_who_asks(eco):
    cast.under_review(eco)
    cast.employ(eco, "kay", CHEMIST)

    waiting = {name: standing(cast.person(eco, name), cast.NOW)["waiting"].number for name in ("kim", "kay")}

    assert waiting == {"kim": 1, "kay": 0}
    assert inbox_module._standing.cache_info().misses == 1


def forget() -> None:
    """Let the connection have no prepared statement, and nobody think it had one."""
    for known in list(prepared._prepared.values()):
        known.clear()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


@pytest.fixture
def _nothing_prepared(db):
    forget()
    yield
    forget()


@pytest.mark.usefixtures("_nothing_prepared")
def test_a_connection_keeps_so_many_statements_and_no_more(monkeypatch):
    """On PostgreSQL; elsewhere nothing is prepared, and the answers are the same."""
    monkeypatch.setattr(prepared, "MOST", 2)
    texts = [f"SELECT {n} + %s, 'a%%' || %s" for n in range(4)]
    statements = [Statement(text, [Given("n"), "b'%"]) for text in texts]

    for _ in range(2):
        assert [each.fetch({"n": 5}) for each in statements] == [[(n + 5, "a%b'%")] for n in range(4)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept_%'")
            assert cursor.fetchone() == (2,)


@transaction.atomic
def fails_and_goes_on(statement: Statement) -> None:
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    statement.fetch({"n": 5})


@pytest.mark.usefixtures("_nothing_prepared")
def test_a_transaction_that_failed_leaves_no_statement_that_nobody_knows(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 1)
    first, second = (Statement(f"SELECT {n} + %s", [Given("n")]) for n in (1, 2))
    first.fetch({"n": 5})
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError):
            fails_and_goes_on(second)

    assert [each.fetch({"n": 5}) for each in (second, first)] == [[(7,)], [(6,)]]
