"""What belongs to a case besides its dossier: the stops of its clocks, related cases, whether one follows it."""

from __future__ import annotations

from typing import Any

from cases.models import Case, Hold
from cases.queries.following import is_following
from cases.queries.links import related
from cases.services import holds
from desk.forms.acts import LinkForm
from desk.presenting.addresses import Addresses
from desk.presenting.journal_words import clock_label
from desk.presenting.rows import AtWork, case_row
from desk.shown import RelatedCase, Stop
from registry.actors import Actor


def belonging(case: Case, actor: Actor, to: Addresses) -> dict[str, Any]:
    """For templates/desk/case/{terms,related,following}.html; at most three statements."""
    may_hold = actor.has(holds.DUTY)
    return {
        "stops": _stops(case, to, may_hold=may_hold),
        "hold_href": to.to("holds", case.number) if may_hold and case.is_open else "",
        "related": [
            RelatedCase(str(one.label), case_row(one.case, AtWork(), to), to.to("unlink", case.number, one.link_id))
            for one in related(case, actor)
        ],
        "link": {"form": LinkForm(), "href": to.to("links", case.number)},
        "following": {"now": is_following(case, actor), "href": to.to("following", case.number)},
    }


def _stops(case: Case, to: Addresses, *, may_hold: bool) -> list[Stop]:
    active = Hold.objects.of(case.company_id).filter(case=case, status=Hold.ACTIVE)
    return [
        Stop(
            reason=hold.reason,
            covers=[clock_label(case.process, code) for code in hold.covers],
            by=hold.owner.name,
            since=hold.from_on,
            until=hold.until_on,
            lift=to.to("lift", case.number, hold.pk) if may_hold else "",
        )
        for hold in active.select_related("owner").order_by("pk")
    ]
