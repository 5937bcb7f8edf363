"""Sign a row before it is saved, so that its history says who changed it and why."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from registry.actors import Actor
from registry.models import User

M = TypeVar("M", bound=models.Model)
REASON_LENGTH = 100


def signed(row: M, *, by: Actor, reason: str = "") -> M:
    """The same row, carrying author and reason to the next history entry. The system signs with no user."""
    author = User(pk=by.user_id) if by.user_id is not None else None
    if by.acting_for_name:
        reason = f"{reason} (for {by.acting_for_name})".strip()
    vars(row).update(_history_user=author, _change_reason=reason[:REASON_LENGTH])
    return row
