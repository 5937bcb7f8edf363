"""What a message that carries a letter says: the e-mail text of that kind, or two plain sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Case
from documents.letters.catalogue import UnknownLetter
from documents.models import Letter
from documents.services.letters import texts
from documents.services.letters.refusals import LetterRefused


def text_for(case: Case, letter: Letter, *, on: date, author: str) -> tuple[str, str]:
    """Subject and body, in the language of the letter. Call it outside of any transaction: a text is filled in.

    A text that is missing or cannot be filled in does not stop the letter: the plain sentences go with it.
    """
    try:
        found = texts.render(letter.kind, case, on=on, language=letter.language, author=author, note=letter.note)
    except (LetterRefused, UnknownLetter):
        return plain_text(case, letter, author=author)
    return found.subject, found.body


def plain_text(case: Case, letter: Letter, *, author: str) -> tuple[str, str]:
    """The sentences for which no template is needed."""
    with override(letter.language):
        said = _("Good morning,\n\nplease find attached our letter about case %(number)s.\n\nKind regards")
        signed = "\n".join(part for part in (author, case.company.name) if part)
        return letter.word.title, f"{said % {'number': case.number}}\n{signed}"
