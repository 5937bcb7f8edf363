"""Rows copied into PostgreSQL come back as they were: every kind of value, and every letter COPY gives a meaning to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.utils.safestring import mark_safe

from billing.models.ledger import Channel
from cases.services.rows import copy_text

KINDS = [
    ("text", "a\tb\nc\rd\\e \\N \\. à €"),
    ("text", ""),
    ("text", mark_safe("a\\b")),
    ("text", Channel.RIBA),
    ("boolean", True),
    ("boolean", False),
    ("bigint", -(2**40)),
    ("numeric", Decimal("12345678901234.05")),
    ("date", date(2026, 2, 28)),
    ("timestamptz", datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=UTC)),
    ("uuid", UUID(int=7)),
    ("bytea", b"\x00\\\xff"),
    ("jsonb", None),
]


@pytest.mark.services("postgresql")
@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_what_is_copied_comes_back_as_it_was(kind, value):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copied (value {kind})")
        with cursor.copy("COPY copied (value) FROM STDIN") as copy:
            copy.write(f"{copy_text(value)}\n")
        cursor.execute("SELECT value FROM copied")
        assert cursor.fetchall() == [(value,)]


def test_a_value_without_a_text_is_refused_instead_of_guessed():
    with pytest.raises(TypeError, match="COPY has no text for list"):
        copy_text([1])
