"""Who bills on a day, and how it is reached. Duty to change it: admin.configure."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from billing.adapters.addresses import AddressRefused, resolved, target
from billing.adapters.files import Folder
from billing.adapters.http import Service
from billing.handover.texts import no
from billing.models import BillingSystem
from billing.models.handover import SystemKind
from cases.rules.days import day_of
from registry.duties import CONFIGURE, require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date, datetime

    from billing.adapters.port import Adapter
    from billing.models import Handover
    from registry.actors import Actor
    from registry.models import Company

BUILT_IN: Final = BillingSystem(kind=SystemKind.BUILT_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSystem:
    """Who bills from a day on; without a `secret` the one entered before for the same address stays."""

    valid_from: date
    kind: str
    url: str = ""
    secret: str = ""


def system_on(company_id: int, on: date) -> BillingSystem:
    """Who bills what happens on a day; the product itself where nothing else was chosen."""
    rows = BillingSystem.objects.of(company_id).filter(valid_from__lte=on)
    return rows.order_by("-valid_from").first() or BUILT_IN


def choose(new: NewSystem, *, actor: Actor, now: datetime) -> BillingSystem:
    """Let this system bill from a day on, today or later: what was handed over before stays where it was.

    Raises DutyMissing, Refused (a day that has passed, an address that is not called).
    """
    require(actor, CONFIGURE)
    if new.valid_from < day_of(now):
        raise no("system_too_early", today=day_of(now))
    if new.kind == SystemKind.HTTP:
        _refuse_address(new.url)
    with transaction.atomic():
        rows = BillingSystem.objects.of(actor.company_id).select_for_update(of=("self",))
        row = rows.filter(valid_from=new.valid_from).first() or BillingSystem(
            company_id=actor.company_id, valid_from=new.valid_from
        )
        row.secret = _secret(new, actor.company_id)
        row.kind, row.url = new.kind, new.url.strip() if new.kind == SystemKind.HTTP else ""
        row.changed_at, row.changed_by_name = now, actor.name
        signed(row, by=actor, reason="billing system chosen").save()
    return row


def adapter_of(handover: Handover, company: Company) -> Adapter:
    """How a hand-over reaches the system of its day. Raises LookupError where there is none any more."""
    if handover.system == SystemKind.FILE:
        return Folder(folder_of(company))
    rows = BillingSystem.objects.of(company).filter(kind=handover.system, valid_from__lte=handover.on)
    row = rows.order_by("-valid_from").first()
    if row is None:
        raise LookupError(f"hand-over {handover.pk} has no billing system")
    return Service(row.url, opened(row), allowed=settings.BILLING_HOSTS)


def folder_of(company: Company) -> Path:
    """Where the files of a company lie."""
    return Path(settings.DATA_DIR) / "handover" / company.slug


def opened(row: BillingSystem) -> str:
    """The token in clear; "" where none was entered, or the key of the server has changed since."""
    try:
        return _box().decrypt(bytes(row.secret)).decode() if row.secret else ""
    except InvalidToken:
        return ""


def _refuse_address(url: str) -> None:
    try:
        resolved(target(url, settings.BILLING_HOSTS))
    except AddressRefused as refused:
        raise no(refused.code, **refused.params) from None


def _secret(new: NewSystem, company_id: int) -> bytes:
    if new.kind != SystemKind.HTTP:
        return b""
    if new.secret:
        return _box().encrypt(new.secret.encode())
    rows = BillingSystem.objects.of(company_id).filter(kind=SystemKind.HTTP, url=new.url.strip())
    before = rows.order_by("-valid_from").first()
    return bytes(before.secret) if before else b""


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"billing.system").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
