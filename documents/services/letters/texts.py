"""The text of an e-mail: subject and body by the template of the day, plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from documents.letters.catalogue import CUSTOMER, EMAIL, LANGUAGES, ProcessLetters, UnknownLetter, apart, letters_of
from documents.letters.generic import Occasion, values_for
from documents.letters.plaintext import parted
from documents.letters.rendering import LetterFailed, Written
from documents.letters.rendering import render as fill
from documents.queries.templates import TemplateKey, in_force
from documents.services.letters.issuing import language_for
from documents.services.letters.refusals import refused
from registry.models import Customer

if TYPE_CHECKING:
    from cases.models import Case
    from documents.models import LetterTemplate


@dataclass(frozen=True, slots=True)
class EmailText:
    """A filled-in e-mail. `subject` is one line whatever the values held; `missing` are the fields without a value."""

    subject: str
    body: str
    template: LetterTemplate
    missing: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.template.language


def render(
    kind: str, about: Case | Customer, *, on: date, language: str = "", author: str = "", note: str = ""
) -> EmailText:
    """The e-mail of a kind about a case (of its process) or a customer; a case carries its dossier.

    Without a language the customer's, or else any there is a text in. `note` is what the kind has a place for. Raises
    UnknownLetter; LetterRefused when there is no text in force on the day or it cannot be filled in.
    """
    letters, customer = _letters(kind, about)
    template = _in_force(letters, about, kind, _languages(language, customer), on)
    occasion = Occasion(on, template.language, author, note)
    written = _filled(template, values_for(letters, about, occasion))
    subject, body = parted(written.content)
    return EmailText(subject, body, template, written.missing)


def has_text(kind: str, about: Case | Customer, *, on: date) -> bool:
    """Whether an e-mail of that kind can be written today."""
    try:
        letters, customer = _letters(kind, about)
    except UnknownLetter:
        return False
    company_id, code = about.company_id, letters.process_code
    keys = (TemplateKey(company_id, code, kind, each, EMAIL) for each in _languages("", customer))
    return any(in_force(key, on) is not None for key in keys)


def _letters(kind: str, about: Case | Customer) -> tuple[ProcessLetters, Customer | None]:
    """Whose kind it is, and to whom one writes. Raises UnknownLetter."""
    if isinstance(about, Customer):
        found = [each for each in apart() if any(known.code == kind for known in each.kinds)]
        if not found:
            raise UnknownLetter(kind)
        return found[0], about
    letters = letters_of(about.process_code)
    if letters is None or letters.about == CUSTOMER:
        raise UnknownLetter(kind)
    letters.kind(kind)
    return letters, about.customer


def _languages(asked: str, customer: Customer | None) -> tuple[str, ...]:
    preferred = asked or language_for(customer)
    return (preferred, *(each for each in LANGUAGES if each != preferred and not asked))


def _in_force(
    letters: ProcessLetters, about: Case | Customer, kind: str, languages: tuple[str, ...], on: date
) -> LetterTemplate:
    for language in languages:
        template = in_force(TemplateKey(about.company_id, letters.process_code, kind, language, EMAIL), on)
        if template is not None:
            return template
    raise refused("email_without_text")


def _filled(template: LetterTemplate, values: dict[str, Any]) -> Written:
    try:
        return fill(bytes(template.content), values)
    except LetterFailed as failed:
        raise refused("letter_failed", problem=str(failed)) from failed
