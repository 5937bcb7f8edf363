"""Cases that have to do with each other, linked and unlinked; both keep it in their journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from cases.access import may_see
from cases.models import CaseLink
from cases.queries.links import KINDS
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking
from cases.services.errors import NotPermitted, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from registry.actors import Actor

LINKED: Final = "case.linked"
UNLINKED: Final = "case.unlinked"


def link(case: Case, other: Case, kind: str = "concerns", *, actor: Actor, now: datetime) -> CaseLink:
    """Say that `case` concerns, renews or follows from `other`. Said twice, nothing happens.

    Raises NotPermitted when the actor may not see both; Refused for the case itself or an unknown kind.
    """
    _require(case, other, actor)
    if case.pk == other.pk:
        raise Refused([Refusal("same_case", N_("A case is not linked with itself."))])
    if kind not in KINDS:
        raise Refused([Refusal("unknown_link", N_("Choose how the two cases belong together."))])
    with transaction.atomic():
        here, there = _locked(case, other)
        row, is_new = CaseLink.objects.of(here.company_id).get_or_create(
            case=here,
            other=there,
            kind=kind,
            defaults={"company_id": here.company_id, "created_by_id": actor.user_id, "created_at": now},
        )
        if is_new:
            _journal(LINKED, here, there, kind, actor, now)
    return row


def unlink(row: CaseLink, *, actor: Actor, now: datetime) -> None:
    """Take a link back; unlinked already, nothing happens. Raises NotPermitted when the actor may not see both."""
    _require(row.case, row.other, actor)
    with transaction.atomic():
        here, there = _locked(row.case, row.other)
        removed, _ = CaseLink.objects.of(here.company_id).filter(pk=row.pk).delete()
        if removed:
            _journal(UNLINKED, here, there, row.kind, actor, now)


def _require(case: Case, other: Case, actor: Actor) -> None:
    if not (may_see(actor, case) and may_see(actor, other)):
        raise NotPermitted(LINKED)


def _locked(case: Case, other: Case) -> tuple[Case, Case]:
    """Both, locked in the order of their ids as everywhere."""
    locked = {one.pk: locking.lock(one) for one in sorted((case, other), key=lambda one: one.pk)}
    return locked[case.pk], locked[other.pk]


def _journal(what: str, here: Case, there: Case, kind: str, actor: Actor, now: datetime) -> None:
    for case, matter in (
        (here, {"other": there.number, "link": kind, "inverse": False}),
        (there, {"other": here.number, "link": kind, "inverse": True}),
    ):
        journal.append(case, journal.Entry(kind=what, actor=actor, now=now, matter=matter))
        case.save(update_fields=("seq", "head_hash"))
