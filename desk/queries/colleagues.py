"""The people of a company, to choose from."""

from __future__ import annotations

from datetime import date

from cases.models import WorkItem
from cases.queries.people import members


def colleagues(company_id: int, on: date) -> list[tuple[int, str]]:
    """Everybody at work in the company on the day, by name; one statement."""
    found = [(one.user_id, one.name) for one in members(company_id, on) if one.user_id is not None]
    return sorted(found, key=lambda pair: pair[1].casefold())


def able(item: WorkItem, on: date) -> list[tuple[int, str]]:
    """Those who have the duty of an item, were among the chosen where some were, and do not have it already."""
    found = [
        (one.user_id, one.name)
        for one in members(item.company_id, on)
        if one.user_id is not None and one.has(item.duty) and one.user_id != item.assignee_id
    ]
    chosen = [pair for pair in found if not item.candidates or pair[0] in item.candidate_ids]
    return sorted(chosen, key=lambda pair: pair[1].casefold())
