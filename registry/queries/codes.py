"""Reads of the dated code lists."""

from __future__ import annotations

from datetime import date

from registry.models import Code


def choices(list_name: str, *, on: date) -> list[tuple[str, str]]:
    """The values of a list valid on that day with their labels, in the list's own order; for a form."""
    rows = Code.objects.on(on).filter(list=list_name).order_by("position", "code")
    return [(row.code, f"{row.code} {row.label}") for row in rows]


def label_of(list_name: str, code: str, *, on: date) -> str:
    """The label of one value in the reader's language; the code itself when it is not known on that day."""
    row = Code.objects.on(on).filter(list=list_name, code=code).first()
    return row.label if row else code


def known_provinces() -> frozenset[str]:
    """Every province there is or was; empty until the code lists are loaded."""
    return frozenset(Code.objects.filter(list="province").values_list("code", flat=True))
