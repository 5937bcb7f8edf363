"""The factory's templates: texts in the processes' folders become templates of Word and of e-mails no company owns.

A text that has not changed does nothing; a changed one makes a new version, used from the day it is loaded. What a
company has published stays, and goes before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases.rules.days import day_of
from documents.letters.building import build
from documents.letters.catalogue import EMAIL, LANGUAGES, WORD, LetterKind, ProcessLetters
from documents.letters.checking import Checked, check
from documents.letters.generic import fields_of
from documents.letters.plaintext import composed, parted
from documents.models import LetterTemplate

ALWAYS: Final = date(2000, 1, 1)
SUFFIXES: Final = {WORD: "md", EMAIL: "txt"}


@dataclass(frozen=True, slots=True)
class FactoryTemplate:
    """One letter in one language as its text makes it."""

    process_code: str
    kind: str
    language: str
    format: str
    content: bytes
    sha256: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.process_code}/{self.kind}.{self.language}.{SUFFIXES[self.format]}"

    @property
    def file_name(self) -> str:
        """What the file is called when somebody asks for it."""
        return f"{self.kind}.{self.language}.{'docx' if self.format == WORD else 'txt'}"


class TemplatesInvalid(Exception):
    """A text that may not be loaded: every problem with the letter's name in front."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load_templates(known: Sequence[ProcessLetters], *, now: datetime) -> list[LetterTemplate]:
    """Make versions of every new or changed text, all or none; returns the new ones.

    Raises TemplatesInvalid with everything wrong.
    """
    fresh = [
        (template, checked)
        for letters in known
        for template in built(letters)
        if not _is_loaded(template)
        for checked in (check(template.content, fields_of(letters, template.format), template.language),)
    ]
    problems = [f"{t.name}: {f.what} {f.words}" for t, checked in fresh for f in checked.findings]
    if problems:
        raise TemplatesInvalid(problems)
    with transaction.atomic():
        return [_loaded(template, checked, now) for template, checked in fresh]


def built(letters: ProcessLetters) -> Iterator[FactoryTemplate]:
    """Every letter of a process in every language for which there is a text."""
    for kind in letters.kinds:
        for language in LANGUAGES:
            yield from _built(letters, kind, language)


def _built(letters: ProcessLetters, kind: LetterKind, language: str) -> Iterator[FactoryTemplate]:
    for form in kind.formats:
        path = letters.folder / f"{kind.code}.{language}.{SUFFIXES[form]}"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            content = build(text, language) if form == WORD else composed(*parted(text.encode()))
            digest = hashlib.sha256(content).hexdigest()
            yield FactoryTemplate(letters.process_code, kind.code, language, form, content, digest)


def _named(template: FactoryTemplate) -> dict[str, str]:
    return {
        "process_code": template.process_code,
        "kind": template.kind,
        "language": template.language,
        "format": template.format,
    }


def _newest(template: FactoryTemplate) -> LetterTemplate | None:
    rows = LetterTemplate.objects.filter(company__isnull=True, **_named(template))
    return rows.defer("content", "outline").order_by("-version").first()


def _is_loaded(template: FactoryTemplate) -> bool:
    newest = _newest(template)
    return newest is not None and newest.sha256 == template.sha256


def _loaded(template: FactoryTemplate, checked: Checked, now: datetime) -> LetterTemplate:
    newest = _newest(template)
    return LetterTemplate.objects.create(
        **_named(template),
        version=newest.version + 1 if newest else 1,
        status=LetterTemplate.PUBLISHED,
        valid_from=day_of(now) if newest else ALWAYS,
        file_name=template.file_name,
        content=template.content,
        sha256=template.sha256,
        outline=list(checked.outline),
        fields=list(checked.fields),
        changed_at=now,
        published_at=now,
    )
