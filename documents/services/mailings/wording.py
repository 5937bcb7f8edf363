"""The words of a mailing: merge fields about the customer, checked and filled in as every e-mail text is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from django.utils.translation import gettext_lazy as _

from documents.letters.catalogue import CUSTOMER, EMAIL, Field, ProcessLetters
from documents.letters.checking import Finding, check
from documents.letters.formats import Wording
from documents.letters.generic import Occasion, company_values, fields_of, values_for
from documents.letters.plaintext import composed, parted
from documents.letters.rendering import Press, Written
from documents.models import Mailing, MailingText
from documents.services.letters.issuing import language_for
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Sequence


def _nothing_more(customer: Customer, wording: Wording, on: date) -> Mapping[str, Any]:
    del customer, wording, on
    return {}


LETTERS: Final = ProcessLetters(
    process_code="mailing",
    kinds=(),
    fields=(),
    values=_nothing_more,
    folder=Path(),
    about=CUSTOMER,
    label=_("Mailings"),
)
"""Not in the catalogue: its texts belong to each mailing, not to the templates of the company."""
NOT_SAID: Final = ("note", "note_lines", "note_lines[]", "author")
"""What is written when a letter is issued by hand; a mailing has none of it."""


def fields() -> tuple[Field, ...]:
    """Every merge field a mailing may use."""
    return tuple(field for field in fields_of(LETTERS, EMAIL) if field.name not in NOT_SAID)


def findings(text: MailingText) -> Sequence[Finding]:
    """What is wrong with a text, each with its place. A child process looks at it: call outside of any transaction."""
    return check(composed(text.subject, text.body), fields(), text.language).findings


def language_of(customer: Customer, languages: Sequence[str]) -> str:
    """In which of the languages of a mailing one writes to a customer: his own where there is a text in it."""
    own = language_for(customer)
    return own if own in languages else languages[0]


class Writer:
    """Fills the texts of a mailing in for one customer after another; close it when done."""

    def __init__(self, mailing: Mailing, on: date) -> None:
        self._texts = {
            text.language: text for text in MailingText.objects.of(mailing.company_id).filter(mailing=mailing)
        }
        self._on, self._open, self._house = on, ExitStack(), company_values(mailing.company)
        self._presses: dict[str, Press] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._open.close()

    @property
    def languages(self) -> list[str]:
        """Those in which there is a text, Italian first."""
        return sorted(self._texts, reverse=True)

    def write(self, customer: Customer, language: str) -> tuple[str, str, Written]:
        """Subject, text, and what stayed empty; the customer carries its company. Raises LetterFailed."""
        if language not in self._presses:
            text = self._texts[language]
            self._presses[language] = self._open.enter_context(Press(composed(text.subject, text.body)))
        values = values_for(LETTERS, customer, Occasion(self._on, language), house=self._house)
        written = self._presses[language].render(values)
        return *parted(written.content), written
