"""A long list, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cases.queries.capped import capped, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from cases.queries.capped import Count

PAGE: Final = 50


def paged(rows: QuerySet[Any], page: int) -> tuple[list[Any], dict[str, Any]]:
    """The rows of a page, numbered from 1, and where one is in the list; past the last page, the last one."""
    return _page(rows, count(rows), page)


def paged_list(rows: Sequence[Any], page: int) -> tuple[list[Any], dict[str, Any]]:
    """The same of rows that are read already."""
    return _page(rows, capped(len(rows)), page)


def _page(rows: Any, total: Count, page: int) -> tuple[list[Any], dict[str, Any]]:
    pages = max(1, -(-total.number // PAGE))
    page = min(page, pages)
    shown = list(rows[(page - 1) * PAGE : page * PAGE])
    first = (page - 1) * PAGE + 1
    return shown, {
        "shown": len(shown),
        "first": first,
        "last": first + len(shown) - 1,
        "total": total,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if page < pages else None,
    }
