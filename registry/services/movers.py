"""How the registry's own rows go over when customers are merged; registered by the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from registry.history import signed
from registry.models import Address, NotSame, Site
from registry.models.party import AddressKind
from registry.services.merging import Move, move_rows, rows_of
from registry.services.sites import next_site_code

if TYPE_CHECKING:
    from django.db import models

    Key = models.Field[Any, Any]


def move_sites(move: Move, field: Key) -> list[int]:
    """Sites take the next free codes of the kept customer; whoever wrote down an old code finds it in their history."""
    found: list[Site] = list(rows_of(move, field).select_for_update(of=("self",)).order_by("code"))
    for site in found:
        old, site.customer = site.code, move.kept
        if Site.objects.of(move.kept.company_id).filter(customer=move.kept, code=old).exists():
            site.code = next_site_code(move.kept)
        signed(site, by=move.actor, reason=f"{move.reason}, was {old}").save()
    return [site.pk for site in found]


def move_addresses(move: Move, field: Key) -> list[int]:
    """The kept customer's billing and mailing addresses stay the ones in use."""
    used = set(
        Address.objects.of(move.kept.company_id)
        .filter(customer=move.kept, is_active=True)
        .values_list("kind", flat=True)
    )
    for row in rows_of(move, field).filter(is_active=True, kind__in=used - {AddressKind.OTHER}):
        row.is_active = False
        signed(row, by=move.actor, reason="the kept customer has one").save()
    return move_rows(move, field)


def move_decisions(move: Move, field: Key) -> list[int]:
    """ "Not the same" goes over to the kept customer; what was said of the two merged ones is void."""
    ids = []
    for row in rows_of(move, field):
        other = row.second_id if field.name == "first" else row.first_id
        ids.append(row.pk)
        row.delete()
        if other == move.kept.pk:
            continue
        first, second = sorted((other, move.kept.pk))
        kept = {"decided_at": row.decided_at, "decided_by_id": row.decided_by_id, "reason": row.reason}
        NotSame.objects.of(row.company_id).get_or_create(
            first_id=first, second_id=second, defaults={"company_id": row.company_id, **kept}
        )
    return ids
