"""The cases a case belongs with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.access import may_see
from cases.models import CaseLink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from cases.models import Case
    from registry.actors import Actor

KINDS: Final[Mapping[str, tuple[_StrPromise, _StrPromise]]] = {
    "concerns": (_("Concerns"), _("Concerned by")),
    "renews": (_("Renews"), _("Renewed by")),
    "follows": (_("Follows from"), _("Followed by")),
}
"""How cases belong together: as read on the case that refers, and on the one referred to."""


@dataclass(frozen=True, slots=True)
class Related:
    """One related case, and how, in the words of the side it is shown on."""

    link_id: int
    case: Case
    label: str | _StrPromise


def related(case: Case, actor: Actor) -> list[Related]:
    """The cases linked with this one, from either side, that the actor may see; newest link first, one statement."""
    either = Q(case=case) | Q(other=case)
    rows = CaseLink.objects.of(case.company_id).filter(either).select_related("case__customer", "other__customer")
    both = [_related(row, case) for row in rows.order_by("-id")]
    return [one for one in both if may_see(actor, one.case)]


def _related(row: CaseLink, case: Case) -> Related:
    forward, backward = KINDS.get(row.kind, KINDS["concerns"])
    if row.case_id == case.pk:
        return Related(row.pk, row.other, forward)
    return Related(row.pk, row.case, backward)
