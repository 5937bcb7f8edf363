"""What letters there are, and what may be written in them: every process says it for its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from documents.letters.formats import Wording

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from cases.models import Case

    Text = str | _StrPromise

LANGUAGES: Final = ("it", "en")
WORD: Final = "word"
EMAIL: Final = "email"
CASE: Final = "case"
CUSTOMER: Final = "customer"
LIST: Final = "list"
YES_NO: Final = "yes_no"
TEXT: Final = "text"
IMAGE: Final = "image"


class UnknownLetter(LookupError):
    """The process writes no letter of that kind."""


@dataclass(frozen=True, slots=True)
class Field:
    """One merge field: "customer.name", or "prescriptions[].text" for an entry of each line of a list.

    `example` is what it may look like in an Italian letter, `english` in an English one where that differs.
    """

    name: str
    description: Text
    example: str = ""
    english: str = ""
    kind: str = TEXT

    def example_in(self, language: str) -> str:
        """The example for a language."""
        return self.english or self.example if language == "en" else self.example


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter of a process: its code names the files of the factory's templates.

    `formats` says whether there is a Word letter, an e-mail, or both: then the e-mail is what the letter is sent with.
    """

    code: str
    label: Text
    hint: Text = ""
    formats: Sequence[str] = (WORD, EMAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLetters:
    """The letters of one process, or of something that is no case.

    about   a case, or a customer: then `process_code` is no process, and `label` says what it is
    values  (case or customer, wording, on) -> what its fields hold: nested dictionaries, lists and text in the
            wording's language; the case carries its dossier
    folder  the factory's templates as text: <kind>.<language>.md, and <kind>.<language>.txt for the e-mail
    choose  (letter a transition declares, case) -> the kind to write, where that depends on the case
    """

    process_code: str
    kinds: Sequence[LetterKind]
    fields: Sequence[Field]
    values: Callable[[Any, Wording, date], Mapping[str, Any]]
    folder: Path
    choose: Callable[[str, Case], str] | None = None
    about: str = CASE
    label: Text = ""

    def kind(self, code: str) -> LetterKind:
        """The letter of that code. Raises UnknownLetter."""
        for kind in self.kinds:
            if kind.code == code:
                return kind
        raise UnknownLetter(code)


_known: dict[str, ProcessLetters] = {}


def register(letters: ProcessLetters) -> None:
    """Make the letters of a process known; once its app is ready. Raises ValueError for another of the same process."""
    if _known.setdefault(letters.process_code, letters) is not letters:
        raise ValueError(f"the letters of {letters.process_code} are known already")


def forget(process_code: str) -> None:
    """Forget the letters of a process (tests only)."""
    _known.pop(process_code, None)


def letters_of(process_code: str) -> ProcessLetters | None:
    """The letters of a process; None when it writes none."""
    return _known.get(process_code)


def kind_of(process_code: str, code: str) -> LetterKind:
    """One letter of a process. Raises UnknownLetter."""
    letters = _known.get(process_code)
    if letters is None:
        raise UnknownLetter(code)
    return letters.kind(code)


def apart() -> list[ProcessLetters]:
    """What is written about customers, whatever their cases."""
    return [letters for letters in _known.values() if letters.about == CUSTOMER]


def written_by(process_codes: Sequence[str]) -> list[ProcessLetters]:
    """The letters of the given processes, those that write any, in the order given."""
    return [_known[code] for code in process_codes if code in _known]
