"""Processes that die in the middle of something."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connection


class Crash(OperationalError):
    """The process died at this statement."""


class Dying:
    """Everything done inside dies at the n-th statement; what ends a transaction still gets through."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __enter__(self) -> None:
        self.wrapping = connection.execute_wrapper(self.count)
        self.wrapping.__enter__()

    def __exit__(self, *error: object) -> None:
        self.wrapping.__exit__(*error)

    def count(self, execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.left -= 1
            if self.left == 0:
                raise Crash(sql)
        return execute(sql, *rest)
