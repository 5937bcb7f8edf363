"""The entry of the waste list that a dossier names, asked once for a case in memory and a day.

With each entry comes whether an amendment of the list is ahead (`changes_ahead`): only then are amendments looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from registry.models import WasteCode, WasteCodeChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.models import Case

MEMO: Final = "_listed"


def listed(cases: Sequence[Case], on: date, *, anew: bool = False) -> Mapping[str, WasteCode]:
    """The entries valid on that day, by code, in one statement; none when these very rows were asked for before.

    A case locked for a step is another row in memory, so that what is judged is never an old answer; `anew` asks again.
    """
    if anew or not all(_is_known(case, on) for case in cases):
        found = _asked({case.dossier.waste_code for case in cases}, on)
        for case in cases:
            vars(case.dossier)[MEMO] = (on, case.dossier.waste_code, found.get(case.dossier.waste_code))
    known = (vars(case.dossier)[MEMO] for case in cases)
    return {code: entry for _, code, entry in known if entry is not None}


def _asked(codes: set[str], on: date) -> dict[str, WasteCode]:
    code = OuterRef("code")
    touching = Q(code_prefix=code) | Q(code_prefix=Substr(code, 1, 4)) | Q(code_prefix=Substr(code, 1, 2))
    ahead = Exists(WasteCodeChange.objects.filter(touching, applies_from__gt=on))
    rows = WasteCode.objects.on(on).filter(code__in=codes).annotate(changes_ahead=ahead)
    return {row.code: row for row in rows}


def _is_known(case: Case, on: date) -> bool:
    memo = vars(case.dossier).get(MEMO, (None, None))
    return bool(memo[:2] == (on, case.dossier.waste_code))
