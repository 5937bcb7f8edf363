"""Two chunks of a bulk step at once, on two connections: while the database works on one, Python works on the other."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

C = TypeVar("C")
R = TypeVar("R")
LANES: Final = 2


def each(work: Callable[[C], R], chunks: Iterable[C], *, at_once: bool = True) -> Iterator[R]:
    """What `work` returns for every chunk, in their order; each call is a transaction of its own.

    One after the other where the caller is in a transaction, which no other connection sees into, on SQLite, which
    has one writer, and where the caller says so: of two chunks at once neither may wait for a row that the other
    holds unless both take such rows in the same order. When a chunk fails, those in work are ended, no other is
    begun, and what it raised is raised.
    """
    if not at_once or connection.in_atomic_block or connection.vendor != "postgresql":
        yield from map(work, chunks)
        return
    running: deque[Callable[[], R]] = deque()
    with ThreadPoolExecutor(LANES, thread_name_prefix="lane") as pool:
        for chunk in chunks:
            if len(running) == LANES:
                yield running.popleft()()
            running.append(pool.submit(copy_context().run, _connected, work, chunk).result)
        while running:
            yield running.popleft()()


def _connected(work: Callable[[C], R], chunk: C) -> R:
    """The work on a connection of its own, closed after it: the thread ends nobody knows when."""
    try:
        return work(chunk)
    finally:
        connection.close()
