"""A template is uploaded from Word, or typed as an e-mail, as a draft; published, it is used and never changes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from cases.rules.days import day_of
from cases.rules.refusals import Refusal
from documents.checks import LIMITS, examine
from documents.checks.limits import MEBIBYTE
from documents.checks.reasons import refusal as check_refusal
from documents.letters.catalogue import letters_of
from documents.letters.checking import Checked, check
from documents.letters.generic import fields_of
from documents.letters.plaintext import composed
from documents.models import LetterTemplate, ScanState
from documents.queries.templates import TemplateKey
from documents.scanning import scan
from documents.services.letters.refusals import LetterRefused, refusal, refused
from documents.services.refusals import UploadRefused
from documents.store import Readable
from registry.actors import Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.history import signed

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE_LIMITS: Final = replace(LIMITS, file_bytes=5 * MEBIBYTE, inflated_bytes=50 * MEBIBYTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """From which day, why, and the draft's digest as the person saw it."""

    valid_from: date
    note: str
    seen: str


def require_author(actor: Actor, company_id: int) -> int:
    """Only a person who configures this company, not somebody in his place. Raises DutyMissing; returns who."""
    may = actor.has(CONFIGURE) and actor.company_id == company_id and actor.acting_for_id is None
    if actor.user_id is None or not may:
        raise DutyMissing(CONFIGURE)
    return actor.user_id


def check_template(content: bytes, key: TemplateKey) -> Checked:
    """Every placeholder against the catalogue of the process, then a trial."""
    letters = letters_of(key.process_code)
    return check(content, fields_of(letters, key.format), key.language) if letters is not None else Checked()


def upload(
    key: TemplateKey, stream: Readable, name: str, *, actor: Actor, now: datetime
) -> tuple[LetterTemplate, Checked]:
    """Take a Word file as the draft of a letter, in the place of the draft there is; what is wrong with it is told.

    A draft with something wrong is kept, so that its page can show it; publishing refuses it. Call outside of any
    transaction: the file is checked here. Raises DutyMissing, UploadRefused (the file itself is not acceptable),
    LetterRefused.
    """
    require_author(actor, key.company_id)
    content, file_name = _taken_in(stream, name)
    return _kept(key, content, file_name, actor=actor, now=now)


def write(key: TemplateKey, subject: str, body: str, *, actor: Actor, now: datetime) -> tuple[LetterTemplate, Checked]:
    """Take the subject and the body of an e-mail as its draft, as `upload` does a Word file. Raises DutyMissing."""
    require_author(actor, key.company_id)
    return _kept(key, composed(subject, body), f"{key.kind}.{key.language}.txt", actor=actor, now=now)


def _kept(
    key: TemplateKey, content: bytes, file_name: str, *, actor: Actor, now: datetime
) -> tuple[LetterTemplate, Checked]:
    checked = check_template(content, key)
    with transaction.atomic():
        draft = key.versions().filter(status=LetterTemplate.DRAFT).select_for_update().first() or _next(key)
        draft.content, draft.sha256, draft.file_name = content, hashlib.sha256(content).hexdigest(), file_name
        draft.outline, draft.fields = list(checked.outline), list(checked.fields)
        draft.changed_by_id, draft.changed_at = actor.user_id, now
        signed(draft, by=actor).save()
    return draft, checked


def _taken_in(stream: Readable, name: str) -> tuple[bytes, str]:
    content = stream.read(TEMPLATE_LIMITS.file_bytes + 1)
    if len(content) > TEMPLATE_LIMITS.file_bytes:
        raise UploadRefused([check_refusal("file_too_large", limit=TEMPLATE_LIMITS.file_bytes // MEBIBYTE)])
    file = io.BytesIO(content)
    examined = examine(file, name=name, limits=TEMPLATE_LIMITS)
    if examined.refusals:
        raise UploadRefused(examined.refusals)
    if examined.media_type != WORD:
        raise refused("template_not_word")
    scanned = scan(file, scanner=settings.CLAMD_URL)
    if scanned.virus:
        raise UploadRefused([check_refusal("virus_found", virus=scanned.virus)])
    if scanned.state == ScanState.QUARANTINED:
        raise refused("template_not_scanned")
    return content, examined.name


def _next(key: TemplateKey) -> LetterTemplate:
    newest = key.versions().aggregate(newest=Max("version"))["newest"] or 0
    return LetterTemplate(company_id=key.company_id, version=newest + 1, **key.named())


def discard(key: TemplateKey, *, actor: Actor, seen: str) -> None:
    """Take the draft back. Raises DutyMissing, LetterRefused (none, or replaced by another)."""
    require_author(actor, key.company_id)
    with transaction.atomic():
        signed(_locked(key, seen), by=actor, reason="discarded").delete()


def publish(key: TemplateKey, publication: Publication, *, actor: Actor, now: datetime) -> LetterTemplate:
    """Publish the draft from a day on, today or later; looked at once more with the catalogue of today.

    Raises DutyMissing; LetterRefused with every reason against.
    """
    author = require_author(actor, key.company_id)
    draft = key.draft()
    findings = len(check_template(bytes(draft.content), key).findings) if draft is not None else 0
    with transaction.atomic():
        draft = _locked(key, publication.seen)
        if refusals := list(_against(publication, findings, day_of(now))):
            raise LetterRefused(refusals)
        draft.status, draft.valid_from, draft.note = draft.PUBLISHED, publication.valid_from, publication.note.strip()
        draft.published_by_id, draft.published_at = author, now
        signed(draft, by=actor, reason=publication.note).save()
    return draft


def _locked(key: TemplateKey, seen: str) -> LetterTemplate:
    draft = key.versions().filter(status=LetterTemplate.DRAFT).select_for_update().first()
    if draft is None:
        raise refused("template_no_draft")
    if draft.sha256 != seen:
        raise refused("template_changed", person=draft.changed_by.name if draft.changed_by else "?")
    return draft


def _against(publication: Publication, findings: int, today: date) -> Iterator[Refusal]:
    if findings:
        yield refusal("template_has_findings", count=findings)
    if publication.valid_from < today:
        yield refusal("template_in_the_past", day=publication.valid_from)
    if not publication.note.strip():
        yield refusal("template_reason_missing")
