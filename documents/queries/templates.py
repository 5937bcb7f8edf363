"""Which template writes a letter, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from documents.letters.catalogue import WORD
from documents.models import LetterTemplate

UNREAD = ("content", "outline")


@dataclass(frozen=True, slots=True)
class TemplateKey:
    """One letter of a company in one language, or the e-mail of that kind."""

    company_id: int
    process_code: str
    kind: str
    language: str
    format: str = WORD

    def versions(self) -> QuerySet[LetterTemplate]:
        """The company's own versions, the draft included."""
        return LetterTemplate.objects.filter(company_id=self.company_id, **self.named())

    def factory(self) -> QuerySet[LetterTemplate]:
        """The factory's versions."""
        return LetterTemplate.objects.filter(company_id__isnull=True, **self.named())

    def draft(self) -> LetterTemplate | None:
        """The version being written."""
        return self.versions().filter(status=LetterTemplate.DRAFT).select_related("changed_by").first()

    def named(self) -> dict[str, str]:
        """Its columns besides the company."""
        return {
            "process_code": self.process_code,
            "kind": self.kind,
            "language": self.language,
            "format": self.format,
        }


def in_force(key: TemplateKey, on: date) -> LetterTemplate | None:
    """The template used on a day: the company's newest that has begun, or else the factory's."""
    published = (key.versions() | key.factory()).filter(status=LetterTemplate.PUBLISHED, valid_from__lte=on)
    return min(published.order_by("valid_from", "version").defer(*UNREAD).reverse(), key=_factory_last, default=None)


def _factory_last(template: LetterTemplate) -> bool:
    return template.company_id is None


def history_of(key: TemplateKey) -> list[LetterTemplate]:
    """Every version of a letter in a language, the company's and the factory's, the newest first; without the file."""
    versions = (key.versions() | key.factory()).defer(*UNREAD)
    return list(versions.select_related("changed_by", "published_by").order_by("-changed_at", "-pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of a letter in a language: the version used today and the draft."""

    used: LetterTemplate | None = None
    draft: LetterTemplate | None = None


def standing(company_id: int, process_codes: list[str], on: date) -> Mapping[tuple[str, str, str, str], Standing]:
    """By process, kind, language and format, in one statement."""
    rows = LetterTemplate.objects.filter(Q(company_id=company_id) | Q(company__isnull=True))
    rows = rows.filter(process_code__in=process_codes).defer(*UNREAD).order_by("valid_from", "version")
    found: dict[tuple[str, str, str, str], Standing] = {}
    for row in rows:
        named = (row.process_code, row.kind, row.language, row.format)
        found[named] = _with(found.get(named, Standing()), row, on)
    return found


def _with(before: Standing, row: LetterTemplate, on: date) -> Standing:
    if row.status == LetterTemplate.DRAFT:
        return Standing(before.used, row)
    begun = row.valid_from is not None and row.valid_from <= on
    outranked = before.used is not None and before.used.company_id is not None and row.company_id is None
    return before if outranked or not begun else Standing(row, before.draft)
