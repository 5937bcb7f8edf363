"""What a move costs: counted, since a figure in milliseconds depends on the machine."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import cases as make

pytestmark = pytest.mark.django_db


def statements(connection_queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in connection_queries if "SAVEPOINT" not in query["sql"]]


def test_a_move_costs_the_same_however_long_the_history_is():
    eco = make.company()
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)
    young, old = make.opened(eco, ada), make.opened(eco, ada)
    for _ in range(6):
        old = make.moved(old, "submit", ada).case
        old = make.moved(old, "return_to_draft", ada, inputs={"reason": "x"}).case
    with CaptureQueriesContext(
        connection,
    ) as first:
        make.moved(young, "submit", ada)
    with CaptureQueriesContext(connection) as second:
        make.moved(old, "submit", ada)
    assert len(statements(first)) == len(statements(second))
    assert len(statements(first)) <= 10, "\n".join(statements(first))
