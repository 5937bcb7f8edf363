"""Refusals as people read them: translated, filled in, with a link that solves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.rules.refusals import Refusal
from desk import formats

Linker = Callable[[str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the why list."""

    code: str
    message: str
    hint: str = ""
    link: str = ""
    link_label: str = ""
    unknown: bool = False


def nowhere(target: str) -> tuple[str, str]:
    """Links of refusals shown outside a case."""
    del target
    return "", ""


def fill(template: str, refusal: Refusal) -> str:
    """The template in the reader's language, with its values."""
    return _(template).format(**{name: _said(value) for name, value in refusal.params.items()}) if template else ""


def reasons_of(refusals: Iterable[Refusal], link: Linker = nowhere) -> list[Reason]:
    """Each refusal in words; `link` turns its target ("revise", "documents") into an address and a label."""
    return [_reason(refusal, link) for refusal in refusals]


def _reason(refusal: Refusal, link: Linker) -> Reason:
    href, label = link(refusal.link) if refusal.link else ("", "")
    return Reason(
        code=refusal.code,
        message=fill(refusal.message, refusal),
        hint=fill(refusal.hint, refusal),
        link=href,
        link_label=label,
        unknown=refusal.code == "unknown",
    )


def _said(value: object) -> str:
    """Dates and quantities as the reader's language writes them."""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return formats.say_number(value) if isinstance(value, Decimal) else str(value)
