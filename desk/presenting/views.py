"""The named views of the list of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from cases.models import SavedView
from cases.queries.caseload import Filters
from desk.forms.filters import query_of
from desk.presenting.addresses import Addresses
from registry.actors import Actor
from registry.models import Customer


@dataclass(frozen=True, slots=True)
class ViewShown:
    """One view: where it leads, whose it is when a colleague shares it, where one's own is deleted."""

    name: str
    href: str
    by: str
    shared: bool
    current: bool
    delete: str


def views_shown(views: Sequence[SavedView], actor: Actor, to: Addresses, present: str) -> list[ViewShown]:
    """The views of a person; at most one statement, where a view narrows to a customer."""
    filters = {view.pk: Filters.from_json(view.query) for view in views}
    codes = _codes(filters, actor)
    return [
        ViewShown(
            name=view.name,
            href=address(filters[view.pk], to, codes, view.pk),
            by="" if view.user_id == actor.user_id else view.user.name,
            shared=view.is_shared,
            current=str(view.pk) == present,
            delete=to.to("delete-view", view.pk) if view.user_id == actor.user_id else "",
        )
        for view in views
    ]


def address(filters: Filters, to: Addresses, codes: Mapping[int, str], key: int) -> str:
    """The list as a view narrows it."""
    query = query_of(filters, codes.get(filters.customer_id or 0, ""))
    return f"{to.to('cases')}?{urlencode({**query, 'view': key})}"


def _codes(filters: Mapping[int, Filters], actor: Actor) -> Mapping[int, str]:
    wanted = {each.customer_id for each in filters.values() if each.customer_id}
    if not wanted:
        return {}
    return dict(Customer.objects.of(actor.company_id).filter(pk__in=wanted).values_list("pk", "code"))
