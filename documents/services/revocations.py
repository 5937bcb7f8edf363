"""The lists of certificates taken back by their issuers, as an administrator loads and removes them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from documents.models import RevocationList, SignatureReport, TrustAnchor
from documents.services.refusals import DocumentRefused, refusal
from documents.signatures.revocation import as_pem, is_signed_by, scope_of
from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.models import Company

LARGEST: Final = 10 * 1024 * 1024


def lists_in_use(company: Company) -> bytes:
    """The lists of a company as one PEM text; empty where none was loaded."""
    kept = RevocationList.objects.of(company).filter(removed_at__isnull=True).order_by("pk")
    contents = kept.values_list("content", flat=True)
    return b"".join(as_pem(x509.load_der_x509_crl(bytes(content))) for content in contents)


@transaction.atomic
def load(content: bytes, *, company: Company, actor: Actor, now: datetime) -> tuple[RevocationList, bool]:
    """Ask this list from now on; an older one of the same issuer and scope goes. Returns it, and whether it is new.

    Every signature is looked at again. Raises DutyMissing, DocumentRefused: no list, one that its issuer did not sign,
    one that is older than the one in use.
    """
    require(actor, CONFIGURE)
    one = _read(content)
    fingerprint = one.fingerprint(hashes.SHA256()).hex()
    in_use = RevocationList.objects.of(company).filter(removed_at__isnull=True).select_for_update()
    if same := in_use.filter(fingerprint=fingerprint).first():
        return same, False
    _require_signed(one, company)
    issuer, scope = _issuer(one), scope_of(one)
    for older in in_use.filter(issuer=issuer, scope=scope):
        if x509.load_der_x509_crl(bytes(older.content)).issuer != one.issuer:
            continue  # another authority that shows the same name
        if older.issued_at > one.last_update_utc:
            raise DocumentRefused([refusal("list_older", issuer=issuer, day=older.issued_at.date())])
        _put_away(older, now)
    row = RevocationList.objects.create(
        company=company,
        issuer=issuer,
        scope=scope,
        fingerprint=fingerprint,
        content=one.public_bytes(Encoding.DER),
        issued_at=one.last_update_utc,
        next_at=one.next_update_utc,
        entries=len(one),
        added_by_id=actor.user_id,
        added_at=now,
    )
    look_again(company)
    return row, True


@transaction.atomic
def remove(row: RevocationList, *, actor: Actor, now: datetime) -> None:
    """Ask this list no more; every signature is looked at again. Raises DutyMissing."""
    require(actor, CONFIGURE)
    locked = RevocationList.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=row.pk)
    if locked.removed_at is None:
        _put_away(locked, now)
        look_again(locked.company)


def look_again(company: Company) -> None:
    """Let every signature be judged anew."""
    SignatureReport.objects.of(company).exclude(findings=[]).delete()


def _put_away(row: RevocationList, now: datetime) -> None:
    row.removed_at, row.content = now, b""
    row.save(update_fields=["removed_at", "content"])


def _read(content: bytes) -> x509.CertificateRevocationList:
    if len(content) > LARGEST:
        raise DocumentRefused([refusal("list_unreadable")])
    try:
        is_der = content[:1] == b"\x30"
        return x509.load_der_x509_crl(content) if is_der else x509.load_pem_x509_crl(content)
    except ValueError:
        raise DocumentRefused([refusal("list_unreadable")]) from None


def _require_signed(one: x509.CertificateRevocationList, company: Company) -> None:
    """By the trusted authority of that name, where there is one; those in between come with the signature."""
    anchors = TrustAnchor.objects.of(company).filter(removed_at__isnull=True).values_list("certificate", flat=True)
    known = [x509.load_pem_x509_certificate(each.encode()) for each in anchors]
    named = [each for each in known if each.subject == one.issuer]
    if named and not any(is_signed_by(one, each) for each in named):
        raise DocumentRefused([refusal("list_forged", issuer=_issuer(one))])


def _issuer(one: x509.CertificateRevocationList) -> str:
    for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in one.issuer.get_attributes_for_oid(oid):
            return str(attribute.value)[:300]
    return one.issuer.rfc4514_string()[:300]
