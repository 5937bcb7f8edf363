"""Whether a certificate was taken back by its issuer, by the lists (CRL, RFC 5280 part 5) that somebody loaded. Pure.

A list speaks of a certificate only when the issuer of the certificate signed it and its scope includes it. It answers
for a day when it was in force on that day, or was made after it and still lists what had not ended: the day of the
signature where a time stamp proves it, else the one on which the file was here, since a clock can be set back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

GOOD: Final = "good"
REVOKED: Final = "revoked"
UNCHECKED: Final = "unchecked"
GIVEN_BACK: Final = x509.ReasonFlags.remove_from_crl


@dataclass(frozen=True, slots=True)
class Revocation:
    """ "good", "revoked" since a day, or "unchecked": no list covers the certificate on that day."""

    state: str = UNCHECKED
    since: datetime | None = None


def revocation_of(
    path: Sequence[x509.Certificate],
    lists: Iterable[x509.CertificateRevocationList],
    moment: datetime,
    *,
    seen: datetime,
    is_proved: bool,
) -> Revocation:
    """Of a certificate, first in its path, followed by who issued it up to the authority that is trusted.

    `moment` is when it was used; `is_proved` when a time stamp says so: without one, who took a certificate back later
    cannot know that the signature is older, and it counts as taken back; that it was not is then asked for the day on
    which the signature was `seen`. One of an authority in between counts too.
    """
    known = list(lists)
    asked = moment if is_proved else seen
    answers = [_of_one(one, issuer, known, asked, is_proved=is_proved) for one, issuer in pairwise(path)]
    for answer in answers:
        if answer.state == REVOKED:
            return answer
    return answers[0] if answers else Revocation()


def _of_one(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Sequence[x509.CertificateRevocationList],
    moment: datetime,
    *,
    is_proved: bool,
) -> Revocation:
    answer = Revocation()
    for one in lists:
        if not (_speaks_of(one, certificate) and is_signed_by(one, issuer)):
            continue
        entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None and _reason(entry) != GIVEN_BACK:
            if entry.revocation_date_utc <= moment or not is_proved:
                return Revocation(REVOKED, entry.revocation_date_utc)
            answer = Revocation(GOOD)
        elif _covers(one, certificate, moment):
            answer = Revocation(GOOD)
    return answer


def is_signed_by(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether a list bears the name of this issuer and was signed with its key."""
    if one.issuer != issuer.subject:
        return False
    try:
        return one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # some kinds of key sign no list
    except (TypeError, ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False


def _speaks_of(one: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether the certificate is of the part of the issuer's certificates that the list is about."""
    scope = _scope(one)
    if scope is None:
        return True
    issues = _issues(certificate)
    if scope.indirect_crl or scope.only_contains_attribute_certs:
        return False
    if (scope.only_contains_user_certs and issues) or (scope.only_contains_ca_certs and not issues):
        return False
    return scope.full_name is None or bool({*scope.full_name} & _points(certificate))


def _covers(one: x509.CertificateRevocationList, certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether its silence means something: a whole list, of that day or later, made before the certificate ended."""
    scope = _scope(one)
    if (scope is not None and scope.only_some_reasons) or _is_delta(one):
        return False
    made, ended = one.last_update_utc, certificate.not_valid_after_utc
    if moment <= made:
        return made <= ended
    return one.next_update_utc is not None and moment <= one.next_update_utc


def scope_of(one: x509.CertificateRevocationList) -> str:
    """The part it is about as text, so that a newer list of the same part is known; empty for all."""
    scope = _scope(one)
    delta = "delta " if _is_delta(one) else ""
    return f"{delta}{scope.public_bytes().hex() if scope is not None else ''}"[:500]


def lists_of(bundle: bytes) -> list[x509.CertificateRevocationList]:
    """The lists of a text of PEM blocks; none for an empty one."""
    mark = b"-----END X509 CRL-----"
    blocks = (block.strip() for block in bundle.split(mark))
    return [x509.load_pem_x509_crl(block + b"\n" + mark + b"\n") for block in blocks if block]


def as_pem(one: x509.CertificateRevocationList) -> bytes:
    """The list as one block of such a text."""
    return one.public_bytes(Encoding.PEM)


def _scope(one: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    try:
        return one.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _is_delta(one: x509.CertificateRevocationList) -> bool:
    try:
        one.extensions.get_extension_for_class(x509.DeltaCRLIndicator)
    except x509.ExtensionNotFound:
        return False
    return True


def _issues(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _points(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None
