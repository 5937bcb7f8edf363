"""How many cases stand where."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count

from cases.access import visible_to
from registry.actors import Actor


def counts_by_state(actor: Actor, process_code: str) -> Mapping[str, int]:
    """The cases of a process the actor may see, counted by state; one statement over an index."""
    rows = visible_to(actor).filter(process_code=process_code).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)
