"""What has a life cycle: a status that only its own transitions write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.scoping import CompanyOwned


class Living(CompanyOwned):
    """A row with a protected `status`, which can be read again from the database all the same."""

    class Meta:
        abstract = True

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """A protected status can be read again only after it is forgotten."""
        if fields is None or "status" in fields:
            self.__dict__.pop("status", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
