"""Where one is in a long list, for desk/components/pagination.html."""

from __future__ import annotations

from typing import Any

from cases.queries.capped import Count


def pager(page: int, pages: int, *, shown: int, total: Count | int, size: int) -> dict[str, Any]:
    """Page `page` of `pages`, both from 1, which shows so many rows of `total`; a full page has `size` of them."""
    first = (page - 1) * size + 1
    return {
        "shown": shown,
        "first": first,
        "last": first + shown - 1,
        "total": total,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if page < pages else None,
    }
