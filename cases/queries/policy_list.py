"""Every policy of a company: what is in force, what waits for its day, what is being drafted, who changed it last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import PolicyVersion
from cases.rules.policies.kinds import SUPPLIED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

Key = tuple[str, str, str]


@dataclass(slots=True)
class Listed:
    """One policy by (process, kind, code), its versions without their contents; `label` is a table's own.

    `own` is the company's newest version whose day has come, `supplied` the factory's; `in_force` is one of them.
    """

    key: Key
    in_force: PolicyVersion | None = None
    own: PolicyVersion | None = None
    supplied: PolicyVersion | None = None
    coming: PolicyVersion | None = None
    draft: PolicyVersion | None = None
    last: PolicyVersion | None = None
    label: str = ""


def policies_of(company_id: int, process_codes: Collection[str], on: date) -> Mapping[Key, Listed]:
    """The company's policies and the factory's of some processes, in one statement."""
    whose = Q(company_id=company_id) | Q(company_id__isnull=True)
    versions = PolicyVersion.objects.filter(whose, process_code__in=list(process_codes))
    rows = versions.defer("content").select_related("changed_by", "published_by").order_by("version")
    labels = dict(versions.filter(content__has_key="label").values_list("pk", "content__label"))
    found: dict[Key, Listed] = {}
    for row in rows:
        key = (row.process_code, row.kind, row.code)
        listed = found.setdefault(key, Listed(key))
        listed.label = labels.get(row.pk) or listed.label
        _place(listed, row, on)
    for listed in found.values():
        if listed.own is None or listed.own.digest != SUPPLIED:
            listed.in_force = listed.own or listed.supplied
        else:
            listed.in_force = listed.supplied
    return found


def _place(listed: Listed, row: PolicyVersion, on: date) -> None:
    if listed.last is None or row.changed_at >= listed.last.changed_at:
        listed.last = row
    if row.status == PolicyVersion.DRAFT:
        listed.draft = row
    elif row.valid_from is not None and row.valid_from > on:
        listed.coming = min(listed.coming or row, row, key=lambda each: str(each.valid_from))
    elif row.company_id is None:
        listed.supplied = max(listed.supplied or row, row, key=_rank)
    else:
        listed.own = max(listed.own or row, row, key=_rank)


def _rank(row: PolicyVersion) -> tuple[str, int]:
    return str(row.valid_from), row.version
