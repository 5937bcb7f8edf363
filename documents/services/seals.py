"""The company's own seal: kept encrypted, put on every PDF it issues."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from structlog import get_logger

from documents.models import Seal
from documents.services.refusals import DocumentRefused, refusal
from documents.services.signatures import subject_of
from documents.signatures import sealing
from documents.vault import box
from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.models import Company

LARGEST: Final = 256 * 1024
PURPOSE: Final = "documents.seal"
log = get_logger()


@transaction.atomic
def adopt(content: bytes, password: str, *, company: Company, actor: Actor, now: datetime) -> Seal:
    """Seal with this PKCS#12 file from now on, instead of the one before.

    The password opens the file once and is not kept; the key is, encrypted with a key derived from SECRET_KEY.
    Raises DutyMissing, DocumentRefused: no such file or a wrong password, a certificate out of its time.
    """
    require(actor, CONFIGURE)
    key = _read(content, password)
    if not key.certificate.not_valid_before_utc <= now <= key.certificate.not_valid_after_utc:
        raise DocumentRefused([refusal("seal_out_of_time", subject=subject_of(key.certificate))])
    put_away(company=company, actor=actor, now=now)
    return Seal.objects.create(
        company=company,
        subject=subject_of(key.certificate),
        valid_until=timezone.localdate(key.certificate.not_valid_after_utc),
        secret=box(PURPOSE).encrypt(sealing.write_key(key)),
        added_by_id=actor.user_id,
        added_at=now,
    )


@transaction.atomic
def put_away(*, company: Company, actor: Actor, now: datetime) -> None:
    """Seal nothing from now on; the key is forgotten, the row stays with its days. Raises DutyMissing."""
    require(actor, CONFIGURE)
    in_use = Seal.objects.of(company).filter(removed_at__isnull=True)
    in_use.update(removed_at=now, removed_by_id=actor.user_id, secret=b"")


def sealed(content: bytes, company: Company, *, now: datetime) -> bytes:
    """The PDF with the company's seal, or as it is where there is none in its time.

    A seal that cannot be used is logged and stops no letter: what is missing is seen under the document.
    """
    seal = Seal.objects.of(company).filter(removed_at__isnull=True, valid_until__gte=timezone.localdate(now)).first()
    if seal is None:
        return content
    try:
        return sealing.seal(content, sealing.read_key(box(PURPOSE).decrypt(bytes(seal.secret)), ""))
    except (InvalidToken, ValueError):
        log.exception("seal_unusable", company=company.slug)
        return content


def _read(content: bytes, password: str) -> sealing.SealingKey:
    if len(content) > LARGEST:
        raise DocumentRefused([refusal("seal_unreadable")])
    try:
        return sealing.read_key(content, password)
    except ValueError:
        raise DocumentRefused([refusal("seal_unreadable")]) from None
