"""A template tried on real cases before anybody receives it: what it says, what stays empty, what is different."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from cases.access import visible_to
from cases.models import Case
from documents.letters.catalogue import CUSTOMER, Field, ProcessLetters
from documents.letters.generic import FIELDS, Occasion, values_for
from documents.letters.rendering import LetterFailed, Press, Written
from documents.models import LetterTemplate
from registry.actors import Actor
from registry.models import Customer
from registry.scoping import ScopedQuerySet

Subject = Case | Customer
CHOSEN: Final = 3
AMONG: Final = 1_000
SAME, OUT, IN = "same", "out", "in"


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that is "same", goes "out" or comes "in"."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A template on one case or customer. `changes` compares it with another version; `error` instead of all."""

    about: Subject
    written: Written | None = None
    changes: tuple[Change, ...] = ()
    error: str = ""

    @property
    def name(self) -> str:
        """The number of the case, the code of the customer."""
        return name_of(self.about)


def name_of(about: Subject) -> str:
    """By what one finds it again."""
    return about.number if isinstance(about, Case) else about.code


def at_random(actor: Actor, letters: ProcessLetters, *, at_most: int = CHOSEN) -> list[Subject]:
    """A few of the newest thousand cases, or customers, that the actor may see, chosen by lot."""
    newest = _newest(actor, letters)
    chosen = random.sample(newest, min(at_most, len(newest)))
    return [found for name in chosen for found in one(actor, letters, name)]


def _newest(actor: Actor, letters: ProcessLetters) -> list[str]:
    if letters.about == CUSTOMER:
        customers = Customer.objects.of(actor.company_id).order_by("-pk")
        return list(customers.values_list("code", flat=True)[:AMONG])
    return list(_cases(actor, letters).order_by("-pk").values_list("number", flat=True)[:AMONG])


def one(actor: Actor, letters: ProcessLetters, name: str) -> Iterator[Subject]:
    """The customer of that code, or the case of that number with its dossier, if the actor may see it."""
    if letters.about == CUSTOMER:
        yield from Customer.objects.of(actor.company_id).select_related("company").filter(code=name.strip().upper())
        return
    case = _cases(actor, letters).select_related("company", "customer").filter(number=name).first()
    if case is not None:
        case.dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
        yield case


def _cases(actor: Actor, letters: ProcessLetters) -> ScopedQuerySet[Case]:
    return visible_to(actor).filter(process_code=letters.process_code)


def preview(
    letters: ProcessLetters,
    template: LetterTemplate,
    cases: Sequence[Subject],
    *,
    on: date,
    author: str,
    beside: LetterTemplate | None = None,
    note: str | None = None,
) -> list[Preview]:
    """The template on each case, compared with what another version would have written. No note: an example of one."""
    said = _note(template.language, FIELDS) if note is None else note
    occasion = Occasion(on, template.language, author, said)
    with ExitStack() as presses:
        press = presses.enter_context(Press(bytes(template.content)))
        other = presses.enter_context(Press(bytes(beside.content))) if beside is not None else None
        return [_one(letters, press, other, case, occasion) for case in cases]


def _one(letters: ProcessLetters, press: Press, other: Press | None, case: Subject, occasion: Occasion) -> Preview:
    values = values_for(letters, case, occasion)
    try:
        written = press.render(values, with_lines=True)
        before = other.render(values, with_lines=True).lines if other is not None else written.lines
    except LetterFailed as failed:
        return Preview(case, error=str(failed))
    return Preview(case, written, tuple(difference(before, written.lines)))


def _note(language: str, fields: Sequence[Field]) -> str:
    return next(field.example_in(language) for field in fields if field.name == "note")


def difference(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Paragraph by paragraph, what went goes before what came."""
    for what, left, left_end, right, right_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Change(SAME, text) for text in after[right:right_end])
        else:
            yield from (Change(OUT, text) for text in before[left:left_end])
            yield from (Change(IN, text) for text in after[right:right_end])
