"""The named sets of filters a person may choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import SavedView

if TYPE_CHECKING:
    from registry.actors import Actor


def saved_views(actor: Actor) -> list[SavedView]:
    """The actor's own views, then those that colleagues share, by name, with their owners."""
    shown = SavedView.objects.of(actor.company_id).filter(Q(user_id=actor.user_id) | Q(is_shared=True))
    views = shown.select_related("user").order_by("name", "pk")
    return sorted(views, key=lambda view: view.user_id != actor.user_id)
