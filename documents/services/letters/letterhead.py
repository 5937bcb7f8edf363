"""The company's own paper: its logo and the line at the foot, on every letter from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from documents import store
from documents.checks import LIMITS, examine
from documents.checks.limits import MEBIBYTE
from documents.checks.reasons import Refused as CheckRefused
from documents.checks.reasons import refusal as check_refusal
from documents.models import Letterhead, StoredFile
from documents.services.keeping import place
from documents.services.letters.drafts import require_author
from documents.services.letters.refusals import refused
from documents.services.refusals import UploadRefused
from registry.actors import Actor
from registry.history import signed
from registry.models import Company

PICTURES: Final = ("image/png", "image/jpeg")
LARGEST: Final = 2 * MEBIBYTE


def letterhead_of(company: Company) -> Letterhead | None:
    """What the company prints on its letters; None until somebody says it."""
    return Letterhead.objects.of(company).select_related("logo").first()


def change(
    company: Company,
    *,
    foot: str,
    logo: store.Readable | None = None,
    logo_name: str = "",
    actor: Actor,
    now: datetime,
) -> Letterhead:
    """Set the foot and, where a file is given, the logo. Raises DutyMissing, UploadRefused, LetterRefused."""
    require_author(actor, company.pk)
    file = _picture(company, logo, logo_name, now) if logo is not None else None
    with transaction.atomic():
        head = Letterhead.objects.of(company).select_for_update().first() or Letterhead(company=company)
        head.foot = foot.strip()
        head.logo = file or head.logo
        signed(head, by=actor).save()
    return head


def _picture(company: Company, stream: store.Readable, name: str, now: datetime) -> StoredFile:
    try:
        arrival = store.take_in(stream, limits=LIMITS)
    except CheckRefused as reason:
        raise UploadRefused([reason.refusal]) from None
    try:
        media_type, name = _picture_type(arrival, name)
    except BaseException:
        arrival.discard()
        raise
    with store.recorded(arrival):
        return place(arrival, name, media_type, company_id=company.pk, now=now)


def _picture_type(arrival: store.Arrival, name: str) -> tuple[str, str]:
    with arrival.open() as opened:
        examined = examine(opened, name=name)
    if examined.refusals:
        raise UploadRefused(examined.refusals)
    if arrival.size > LARGEST:
        raise UploadRefused([check_refusal("file_too_large", limit=LARGEST // MEBIBYTE)])
    if examined.media_type not in PICTURES:
        raise refused("logo_not_a_picture")
    return examined.media_type, examined.name
