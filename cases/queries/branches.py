"""Many small index scans in one statement: a page is the first of each branch's firsts, a figure stops at the cap.

One condition over all queues (an OR) makes the database read every open item; a branch per queue reads a page of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import F

from cases.models.prepared import Statement
from cases.queries.capped import CAP, Count, capped
from cases.queries.places import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    Sql = tuple[str, list[Any]]


EACH_QUEUE: Final = "<each queue>"

_SCAN: Final = "SELECT {columns} FROM ({scan}) AS b{n}"
_PAGE: Final = "SELECT pk FROM ({scans}) AS page ORDER BY {by} ASC NULLS LAST, pk LIMIT %s OFFSET %s"
_FIGURE: Final = "(SELECT COUNT(*) FROM (SELECT pk FROM ({scans}) AS branch LIMIT {limit}) AS figure)"


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows read in one scan; or, filtered by `queue=EACH_QUEUE`, in one scan per queue, compiled to SQL once."""

    rows: QuerySet[Any]
    queues: tuple[str, ...] = ()

    def narrowed(self, **conditions: object) -> Branch:
        """The same scans with further conditions."""
        return replace(self, rows=self.rows.filter(**conditions))

    def scans(self, rows: QuerySet[Any]) -> Iterator[Sql]:
        """The SQL of each scan; none where nothing can be found."""
        try:
            text, params = rows.query.sql_with_params()
        except EmptyResultSet:
            return
        for queue in self.queues or (EACH_QUEUE,):
            yield text, [queue if value == EACH_QUEUE else value for value in params]


class First:
    """The statement for the ids of `limit` rows of all branches together, after the first `skip`, compiled.

    In the order of a column (none: last) and id. A page far down reads as many rows of each branch as stand before it.
    """

    def __init__(self, branches: Iterable[Branch], limit: int, skip: int = 0, by: str = "due_at") -> None:
        order = (F(by).asc(nulls_last=True), "pk")
        parts = [
            scan
            for branch in branches
            for scan in branch.scans(branch.rows.order_by(*order).values("pk", by)[: skip + limit])
        ]
        text, params = _union(parts, f"pk, {by}")
        page = _PAGE.format(scans=text, by=by)
        self._statement = Statement(page, places([*params, limit, skip])) if parts else None

    def ids(self, **values: object) -> list[int]:
        """The ids, in one statement; none where there is nothing to ask."""
        return [pk for (pk,) in self._statement.fetch(values)] if self._statement else []


def counted(figures: Mapping[str, Sequence[Branch]]) -> dict[str, Count]:
    """For each figure the rows of its branches (which share none), counted up to the cap, all in one statement."""
    return Figures(figures).counted()


class Figures:
    """The statement that counts figures, compiled; asked with the values of the places it leaves open."""

    def __init__(self, figures: Mapping[str, Sequence[Branch]]) -> None:
        columns = {name: _counting(branches) for name, branches in figures.items()}
        self._names = list(columns)
        params = [value for _, values in columns.values() for value in values]
        self._statement = Statement("SELECT " + ", ".join(text for text, _ in columns.values()), places(params))

    def counted(self, **values: object) -> dict[str, Count]:
        """Each figure, up to the cap."""
        (numbers,) = self._statement.fetch(values)
        return {name: capped(number) for name, number in zip(self._names, numbers, strict=True)}


def _counting(branches: Sequence[Branch]) -> Sql:
    parts = [scan for branch in branches for scan in branch.scans(_capped(branch))]
    if not parts:
        return "0", []
    text, params = _union(parts, "pk")
    return _FIGURE.format(scans=text, limit=CAP + 1), params


def _capped(branch: Branch) -> QuerySet[Any]:
    """As many rows as are counted. A scan of one queue is asked in the order of its index, which holds it to it.

    Without an order PostgreSQL takes the rows to lie evenly in the table and reads that until it has a thousand: of a
    million items 130 ms instead of 1.
    """
    order = (F("due_at").asc(nulls_last=True), "pk") if branch.queues else ()
    return branch.rows.order_by(*order).values("pk")[: CAP + 1]


def _union(parts: Sequence[Sql], columns: str) -> Sql:
    """SQLite takes no LIMIT inside a union, unless it is inside a sub-query of its own."""
    selects = [_SCAN.format(columns=columns, scan=text, n=n) for n, (text, _) in enumerate(parts)]
    return " UNION ALL ".join(selects), [value for _, params in parts for value in params]
