"""Looks at the signatures of what came in, after the upload; keeps the authorities whose signatures are trusted."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils import timezone

from documents import store
from documents.checks import SIGNED_MEDIA_TYPE
from documents.models import ScanState, SignatureReport, StoredFile, TrustAnchor
from documents.services.refusals import DocumentRefused, refusal
from documents.services.revocations import lists_in_use, look_again
from documents.signatures.child import may_be_signed, signatures_of
from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.models import Company

LARGEST_BUNDLE = 2 * 1024 * 1024


def check_new(company: Company, *, now: datetime, at_most: int = 20) -> int:
    """Look at the oldest files not looked at by the anchors and lists of today; returns how many.

    One bad file stops no other.
    """
    may_hold = ["application/pdf", SIGNED_MEDIA_TYPE]
    waiting = StoredFile.objects.of(company).filter(signature_report__isnull=True, media_type__in=may_hold)
    anchors, lists = bundle(company), lists_in_use(company)
    count = 0
    for file in waiting.exclude(scan_state=ScanState.QUARANTINED).order_by("stored_at", "pk")[:at_most]:
        found = _found(file, anchors, lists)
        SignatureReport.objects.of(company).get_or_create(
            file=file,
            defaults={
                "company": company,
                "is_readable": found is not None,
                "findings": found or [],
                "checked_at": now,
            },
        )
        count += 1
    return count


def _found(file: StoredFile, anchors: bytes, lists: bytes) -> list[dict[str, object]] | None:
    """None for a file whose bytes are missing too, which the sweep reports."""
    try:
        path = store.locate(file)
        if not may_be_signed(path, media_type=file.media_type):
            return []
        return signatures_of(path, media_type=file.media_type, anchors=anchors, now=file.stored_at, lists=lists)
    except FileNotFoundError:
        return None


def bundle(company: Company) -> bytes:
    """The authorities a company trusts, as one PEM text; empty where it trusts none."""
    kept = TrustAnchor.objects.of(company).filter(removed_at__isnull=True).order_by("pk")
    return "\n".join(kept.values_list("certificate", flat=True)).encode()


@transaction.atomic
def trust(content: bytes, *, company: Company, actor: Actor, now: datetime) -> list[TrustAnchor]:
    """Trust the authorities of a PEM bundle or of one DER certificate; those known already are passed over.

    Every signature is looked at again. Raises DutyMissing, DocumentRefused: no certificate, one of a person, one that
    has ended.
    """
    require(actor, CONFIGURE)
    added = [
        TrustAnchor.objects.create(
            company=company,
            subject=subject_of(certificate),
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            certificate=certificate.public_bytes(Encoding.PEM).decode(),
            valid_until=timezone.localdate(certificate.not_valid_after_utc),
            added_by_id=actor.user_id,
            added_at=now,
        )
        for certificate in _certificates(content, now)
        if not _is_known(certificate, company)
    ]
    if added:
        look_again(company)
    return added


@transaction.atomic
def distrust(anchor: TrustAnchor, *, actor: Actor, now: datetime) -> None:
    """What this authority issued is trusted no more; every signature is looked at again. Raises DutyMissing."""
    require(actor, CONFIGURE)
    locked = TrustAnchor.objects.of(actor.company_id).select_for_update().get(pk=anchor.pk)
    if locked.removed_at is None:
        locked.removed_at, locked.removed_by_id = now, actor.user_id
        locked.save(update_fields=["removed_at", "removed_by"])
        look_again(locked.company)


def _is_known(certificate: x509.Certificate, company: Company) -> bool:
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    return TrustAnchor.objects.of(company).filter(fingerprint=fingerprint, removed_at__isnull=True).exists()


def _certificates(content: bytes, now: datetime) -> list[x509.Certificate]:
    if len(content) > LARGEST_BUNDLE:
        raise DocumentRefused([refusal("anchor_unreadable")])
    try:
        der = content[:1] == b"\x30"
        found = [x509.load_der_x509_certificate(content)] if der else x509.load_pem_x509_certificates(content)
        for certificate in found:
            _require_authority(certificate, now)
    except ValueError:
        raise DocumentRefused([refusal("anchor_unreadable")]) from None
    return found


def _require_authority(certificate: x509.Certificate, now: datetime) -> None:
    try:
        issues = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        issues = False
    if not issues:
        raise DocumentRefused([refusal("anchor_of_a_person", subject=subject_of(certificate))])
    if certificate.not_valid_after_utc < now:
        raise DocumentRefused([refusal("anchor_ended", subject=subject_of(certificate))])


def subject_of(certificate: x509.Certificate) -> str:
    """Whose it is: the common name, else the organisation."""
    for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)[:300]
    return certificate.subject.rfc4514_string()[:300]
