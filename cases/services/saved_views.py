"""Keeping a set of filters under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.models import SavedView
from cases.rules.refusals import N_, Refusal
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from cases.queries.caseload import Filters
    from registry.actors import Actor

LONGEST: Final = 80


def save_view(name: str, filters: Filters, *, actor: Actor, shared: bool = False) -> SavedView:
    """Keep filters under a name; the same name again replaces them. A shared view is seen by the whole company, and
    shows everybody only what he may see himself.

    Raises NotPermitted (nobody signed in), Refused (no name, or too long a one).
    """
    if actor.user_id is None:
        raise NotPermitted("saved_view")
    title = " ".join(name.split())
    if not 0 < len(title) <= LONGEST:
        raise Refused(
            [Refusal("view_name", N_("Give the view a name of at most {length} letters."), params={"length": LONGEST})]
        )
    view, _ = SavedView.objects.of(actor.company_id).update_or_create(
        user_id=actor.user_id,
        name=title,
        defaults={"query": filters.as_json(), "is_shared": shared},
        create_defaults={"company_id": actor.company_id, "query": filters.as_json(), "is_shared": shared},
    )
    return view


def delete_view(view: SavedView, *, actor: Actor) -> None:
    """Forget a view of one's own. Raises NotPermitted for another's."""
    if view.company_id != actor.company_id or view.user_id != actor.user_id:
        raise NotPermitted("saved_view")
    view.delete()
