"""Questions to the European waste list. All dates count both ends: `valid_to` is the last good day."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.models import WasteCode, WasteCodeChange
from registry.rules.waste_codes import display

SEARCH_LIMIT = 25


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """An amendment of the list that touches a code; `in_force` says whether it applies on the day asked."""

    code: str
    change: str
    label: str
    detail: str
    applies_from: date
    in_force: bool
    source: str


def get(code: str, *, on: date) -> WasteCode | None:
    """The entry valid on that day; None for an unknown, ended or not yet valid code."""
    return WasteCode.objects.on(on).filter(code=normalised(code)).first()


def by_codes(codes: Collection[str], *, on: date) -> dict[str, WasteCode]:
    """The entries valid on that day among these codes, in one statement; for the facts of many cases."""
    return {row.code: row for row in WasteCode.objects.on(on).filter(code__in=set(codes))}


def printed(codes: Collection[str]) -> dict[str, str]:
    """Each code as the law prints it, `17 05 03*`, in one statement; ended ones too, unknown ones without star."""
    known = set(codes)
    hazardous = set(WasteCode.objects.filter(code__in=known, hazardous=True).values_list("code", flat=True))
    return {code: display(code, hazardous=code in hazardous) for code in known}


def last_known(code: str) -> WasteCode | None:
    """The newest entry of a code whatever its dates: to say until when an ended code was good."""
    return WasteCode.objects.filter(code=normalised(code)).order_by("-valid_from").first()


def search(text: str, *, on: date, limit: int = SEARCH_LIMIT) -> list[WasteCode]:
    """Entries valid on that day by the beginning of the code (`1705`, `17 05 03*`) or by words of either language."""
    digits = normalised(text)
    if digits.isdigit():
        found = Q(code__startswith=digits[:6])
    else:
        found = Q()
        for word in text.split():
            found &= Q(description_it__icontains=word) | Q(description_en__icontains=word)
    if not found:
        return []
    return list(WasteCode.objects.on(on).filter(found).order_by("code")[:limit])


def changes_affecting(code: str, on: date) -> tuple[ChangeNotice, ...]:
    """The amendments that touch the code itself, its sub-chapter or its chapter, oldest first.

    Known amendments whose official wording the product does not hold change no row; this is how a page warns of them.
    """
    return changes_by_codes([code], on).get(normalised(code), ())


def changes_by_codes(codes: Collection[str], on: date) -> dict[str, tuple[ChangeNotice, ...]]:
    """As `changes_affecting` for many codes in one statement; a code that nothing touches is absent."""
    wanted = {normalised(code) for code in codes}
    prefixes = {code[:length] for code in wanted for length in (2, 4, 6)}
    changes = list(WasteCodeChange.objects.filter(code_prefix__in=prefixes).order_by("applies_from", "code_prefix"))
    found: dict[str, tuple[ChangeNotice, ...]] = {}
    for code in sorted(wanted):
        touching = [each for each in changes if code.startswith(each.code_prefix)]
        if touching:
            found[code] = tuple(_notice(code, each, on) for each in touching)
    return found


def normalised(code: str) -> str:
    """`17 05 03*` as it is stored: `170503`."""
    return re.sub(r"[\s.*]", "", code)


def _notice(code: str, change: WasteCodeChange, on: date) -> ChangeNotice:
    return ChangeNotice(
        code=display(code, hazardous=False),
        change=change.change,
        label=change.get_change_display(),
        detail=change.detail,
        applies_from=change.applies_from,
        in_force=change.applies_from <= on,
        source=change.source,
    )
