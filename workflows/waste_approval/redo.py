"""Which approvals an amendment of the European waste list makes be done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from registry.models import WasteCode
from registry.queries import waste_codes
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE

if TYPE_CHECKING:
    from cases.models import Case

AHEAD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ToRedo:
    """An approval in force and the first amendment that touches its code.

    `good_until` is the last day under the code as it is: the day before the amendment, or the code's own last day.
    """

    case: Case
    waste_code: str
    change: str
    applies_from: date
    good_until: date
    valid_to: date | None
    source: str


def to_redo(company_id: int, *, on: date, until: date | None = None) -> list[ToRedo]:
    """The approvals in force whose code changes after `on` and until that day (a year), the nearest first.

    Three statements, however many approvals there are.
    """
    until = until or on + AHEAD
    rows = WasteApproval.objects.of(company_id).filter(case__state__in=IN_FORCE).select_related("case__customer")
    dossiers = list(rows.order_by("waste_code", "case__number"))
    codes = {dossier.waste_code for dossier in dossiers}
    coming = waste_codes.changes_by_codes(codes, on)
    ending = WasteCode.objects.filter(code__in=codes, valid_to__gte=on, valid_to__lt=until)
    ends = {code: last for code, last in ending.values_list("code", "valid_to") if last is not None}
    found = [_redone(dossier, coming.get(dossier.waste_code, ()), ends, on, until) for dossier in dossiers]
    return sorted(filter(None, found), key=lambda each: (each.good_until, each.waste_code, each.case.number))


def _redone(
    dossier: WasteApproval,
    notices: tuple[waste_codes.ChangeNotice, ...],
    ends: dict[str, date],
    on: date,
    until: date,
) -> ToRedo | None:
    ahead = [notice for notice in notices if on < notice.applies_from <= until]
    last = ends.get(dossier.waste_code)
    if not ahead and last is None:
        return None
    applies_from = min([notice.applies_from for notice in ahead] + ([last + timedelta(days=1)] if last else []))
    first = ahead[0] if ahead else None
    return ToRedo(
        case=dossier.case,
        waste_code=dossier.waste_code,
        change=str(first.label) if first else "",
        applies_from=applies_from,
        good_until=applies_from - timedelta(days=1),
        valid_to=dossier.valid_to,
        source=first.source if first else "",
    )
