"""Issuing a letter of a case: once per key, with the template of the day, kept with its version and hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from cases.models import Case
from cases.rules.days import day_of
from cases.services import comments, locking
from documents.duties import ISSUE
from documents.letters import pdf
from documents.letters.catalogue import LANGUAGES, LetterKind, UnknownLetter, letters_of
from documents.letters.generic import Occasion, values_for
from documents.letters.rendering import LetterFailed, Written
from documents.models import Letter, LetterTemplate, PdfState
from documents.queries.templates import TemplateKey
from documents.services.keeping import Made, keep
from documents.services.letters.drafts import WORD
from documents.services.letters.presses import Presses
from documents.services.letters.refusals import refused
from registry.actors import Actor
from registry.duties import require
from registry.models import Customer

KIND: Final = "letter"
EVENT: Final = "letter.issued"
ITALIAN: Final = frozenset(("", "IT", "SM", "VA"))
"""The countries to which one writes in Italian, by ISO 3166."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which letter, once per key. No language: the customer's; no day: today; `author` signs it.

    `follows_rule`: it leaves by itself where the company's rule of sending says so; else whoever ordered it sends it.
    """

    key: UUID
    kind: str
    language: str = ""
    note: str = ""
    author: str = ""
    dated: date | None = None
    origin: str = "desk"
    follows_rule: bool = True


def issue_by_hand(case: Case, order: Order, *, actor: Actor, now: datetime) -> Letter:
    """As `issue`, for a person. Raises DutyMissing too."""
    require(actor, ISSUE)
    return issue(case, order, actor=actor, now=now)


def issue(case: Case, order: Order, *, actor: Actor, now: datetime, presses: Presses | None = None) -> Letter:
    """Write a letter and keep it with its case; a key that was used gives the letter it gave before.

    Call outside of any transaction: the letter is written here, in a process of its own, or by the `presses` of
    whoever writes many. The PDF follows. Raises UnknownLetter; LetterRefused when there is no template, or it cannot
    be filled in.
    """
    if earlier := _by_key(case, order.key):
        return earlier
    if presses is None:
        with Presses() as own:
            return issue(case, order, actor=actor, now=now, presses=own)
    letters = letters_of(case.process_code)
    if letters is None:
        raise UnknownLetter(order.kind)
    kind = letters.kind(order.kind)
    on = order.dated or day_of(now)
    template = template_for(case, order, on, presses)
    occasion = Occasion(on, template.language, order.author, order.note)
    written = _write(presses, template, values_for(letters, case, occasion, house=presses.house(case.company)))
    with transaction.atomic():
        locked = locking.lock(case)
        if earlier := _by_key(case, order.key):
            return earlier
        return _record(locked, order, kind, template, written, actor=actor, now=now, on=on)


def template_for(case: Case, order: Order, on: date, presses: Presses) -> LetterTemplate:
    """The template in the language asked for; without one asked for, in the customer's or else any there is.

    Raises LetterRefused.
    """
    preferred = order.language or language_for(case.customer)
    others = () if order.language else tuple(each for each in LANGUAGES if each != preferred)
    for language in (preferred, *others):
        template = presses.in_force(TemplateKey(case.company_id, case.process_code, order.kind, language), on)
        if template is not None:
            return template
    raise refused("letter_without_template")


def language_for(customer: Customer | None) -> str:
    """The language in which one writes to a customer."""
    return "it" if customer is None or customer.country in ITALIAN else "en"


def _by_key(case: Case, key: UUID) -> Letter | None:
    return Letter.objects.of(case.company_id).select_related("word", "pdf").filter(key=key).first()


def _write(presses: Presses, template: LetterTemplate, values: Mapping[str, Any]) -> Written:
    try:
        return presses.render(template, values)
    except LetterFailed as failed:
        raise refused("letter_failed", problem=str(failed)) from failed


def _record(
    case: Case,
    order: Order,
    kind: LetterKind,
    template: LetterTemplate,
    written: Written,
    *,
    actor: Actor,
    now: datetime,
    on: date,
) -> Letter:
    title = _title(case, kind, template.language)
    word = keep(Made(written.content, f"{title}.docx", WORD, KIND, title, on), case, actor=actor, now=now)
    letter = Letter.objects.create(
        company_id=case.company_id,
        key=order.key,
        case=case,
        kind=kind.code,
        language=template.language,
        template=template,
        template_sha256=template.sha256,
        word=word,
        pdf_state=PdfState.WAITING if pdf.soffice() else PdfState.UNAVAILABLE,
        dated=on,
        note=order.note.strip(),
        empty_fields=list(written.missing),
        issued_by_id=actor.user_id,
        issued_at=now,
    )
    comments.record(case, EVENT, actor=actor, now=now, matter=_matter(letter, template, order), origin=order.origin)
    return letter


def _title(case: Case, kind: LetterKind, language: str) -> str:
    with override(language):
        return f"{kind.label} {case.number}"


def _matter(letter: Letter, template: LetterTemplate, order: Order) -> dict[str, object]:
    """What the journal keeps of a letter: enough to prove which it was."""
    return {
        "letter": letter.kind,
        "language": letter.language,
        "document": str(letter.word.uuid),
        "sha256": letter.word.file.sha256,
        "template_version": template.version,
        "template_is_factory": template.company_id is None,
        "template_sha256": template.sha256,
        **({} if order.follows_rule else {"follows_rule": False}),
    }
