"""The child: reads the signatures of one file and writes what it found as JSON. Without Django, settings or secrets.

    python -m documents.signatures.worker (p7m|pdf) <file> <anchors.pem> <lists.pem> <now, ISO 8601> <output>

The output is a list, one object per signature, with the keys of `Finding`. Nothing is fetched: certificates come with
the file or from the anchors, revocation is asked of the lists alone. Source of the parts: ETSI EN 319 102-1, part 5.3.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import cms, pem, x509
from cryptography.x509 import Certificate, CertificateRevocationList, load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_cms_signature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel, StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from documents.checks.reasons import Refused
from documents.checks.signed import binary_of, content_of_bytes
from documents.confinement import confine
from documents.signatures.revocation import REVOKED, UNCHECKED, lists_of, revocation_of

DEEPEST: Final = 4
MOST: Final = 50
_ANY_USE: Final = KeyUsageConstraints(key_usage=set())


@dataclass(slots=True)
class Finding:
    """One signature, in parts.

    depth          0 for the outermost envelope, 1 for the one inside it, and so on
    intact         the document is the one that was signed, and the signature belongs to the certificate
    day            "valid", "expired" or "not_yet": the certificate on the day of the signature
    trust          "trusted", "unknown" or "revoked": the issuer, by the anchors given
    signed_at      the time the signature names, ISO 8601; "" when it names none
    timestamped    that time comes from a time stamp that holds, not from the signer's clock
    whole          the signature covers the whole file as it is now
    revocation     "good", "revoked" or "unchecked" (no list covers it): the certificate, by the lists given
    revoked_at     since when it is taken back, ISO 8601; "" when it is not, or not by a list
    """

    depth: int
    signer: str
    tax_code: str
    issuer: str
    signed_at: str
    timestamped: bool
    intact: bool
    day: str
    trust: str
    whole: bool
    revocation: str = UNCHECKED
    revoked_at: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the file is judged by; `now`: when it was surely here."""

    anchors: list[x509.Certificate]
    now: datetime
    lists: Sequence[CertificateRevocationList] = ()

    def context(self, moment: datetime) -> ValidationContext:
        return ValidationContext(trust_roots=self.anchors, allow_fetching=False, moment=moment)


def of_envelope(content: bytes, asked: Asked, depth: int = 0) -> Iterator[Finding]:
    """The signatures of a .p7m, of the envelope inside it, and of the PDF at the heart of it."""
    envelope = binary_of(content)
    signed = cms.ContentInfo.load(envelope)["content"]
    for signer in signed["signer_infos"]:
        yield _of_signer(signed, signer, asked, depth)
    inner = content_of_bytes(envelope)
    if inner.startswith(b"%PDF-"):
        yield from of_pdf(inner, asked, depth + 1)
    elif depth < DEEPEST and _is_envelope(inner):
        yield from of_envelope(inner, asked, depth + 1)


def _is_envelope(content: bytes) -> bool:
    try:
        return bool(content_of_bytes(binary_of(content)))
    except Refused:
        return False


def _of_signer(signed: cms.SignedData, signer: cms.SignerInfo, asked: Asked, depth: int) -> Finding:
    """One signer of an envelope that may have several: the library takes them one at a time."""
    alone = signed.untag()
    alone["signer_infos"] = cms.SignerInfos([signer])
    status = asyncio.run(
        async_validate_cms_signature(
            alone,
            status_cls=StandardCMSSignatureStatus,
            validation_context=asked.context(_told_time(signer) or asked.now),
            status_kwargs={"signer_reported_dt": _told_time(signer)},
            key_usage_settings=_ANY_USE,
        )
    )
    return _finding(status, _told_time(signer), asked, depth=depth, whole=True)


def _told_time(signer: cms.SignerInfo) -> datetime | None:
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "signing_time":
            told: datetime = attribute["values"][0].native
            return told
    return None


def of_pdf(content: bytes | Path, asked: Asked, depth: int = 0) -> Iterator[Finding]:
    """The signatures of a PDF, in the order they were made; stamps of time alone are not signatures."""
    stream = content.open("rb") if isinstance(content, Path) else BytesIO(content)
    with stream:
        for embedded in PdfFileReader(stream, strict=False).embedded_regular_signatures:
            told = embedded.self_reported_timestamp
            status = asyncio.run(
                async_validate_pdf_signature(
                    embedded,
                    signer_validation_context=asked.context(told or asked.now),
                    key_usage_settings=_ANY_USE,
                )
            )
            whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
            found = _finding(status, told, asked, depth=depth, whole=whole)
            found.intact = found.intact and _unchanged_since(status)
            yield found


def _unchanged_since(status: PdfSignatureStatus) -> bool:
    """What was appended after the signature is another signature or a filled form, and was allowed by this one."""
    return status.docmdp_ok is not False and status.modification_level is not ModificationLevel.OTHER


def _finding(status: Any, told: datetime | None, asked: Asked, *, depth: int, whole: bool) -> Finding:
    certificate: x509.Certificate = status.signing_cert
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.intact and stamp.valid and stamp.trusted else None
    known = stamped or told
    moment = known or asked.now
    names, issuer = certificate.subject.native, certificate.issuer
    revocation = revocation_of(_path(status), asked.lists, moment, seen=asked.now, is_proved=stamped is not None)
    revoked = status.revoked or revocation.state == REVOKED
    trust = "revoked" if revoked else "trusted" if status.trusted else "unknown"
    return Finding(
        depth=depth,
        signer=_text(names, "common_name") or certificate.subject.human_friendly,
        tax_code=_tax_code(_text(names, "serial_number")),
        issuer=_text(issuer.native, "common_name", "organization_name") or issuer.human_friendly,
        signed_at=known.isoformat() if known is not None else "",
        timestamped=stamped is not None,
        intact=bool(status.intact and status.valid),
        day=_day(certificate, moment),
        trust=trust,
        whole=whole,
        revocation=REVOKED if revoked else revocation.state,
        revoked_at=revocation.since.isoformat() if revocation.since is not None else "",
    )


def _path(status: Any) -> list[Certificate]:
    """The certificate, who issued it, and so on up to the authority that is trusted; empty when none is."""
    if status.validation_path is None:
        return []
    down = list(status.validation_path.iter_certs(include_root=True))
    return [load_der_x509_certificate(one.dump()) for one in reversed(down)]


def _day(certificate: x509.Certificate, moment: datetime) -> str:
    if moment < certificate.not_valid_before:
        return "not_yet"
    return "expired" if moment > certificate.not_valid_after else "valid"


def _text(names: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = names.get(key)
        if value:
            return str(value[-1] if isinstance(value, list) else value)
    return ""


def _tax_code(serial: str) -> str:
    """The codice fiscale or P.IVA in a certificate: "TINIT-..." (ETSI EN 319 412-1, 5.1.3), "IT:..." before it."""
    for prefix in ("TINIT-", "VATIT-", "IT:"):
        if serial.startswith(prefix):
            return serial[len(prefix) :]
    return ""


def anchors_of(bundle: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM bundle; none for an empty one."""
    if not pem.detect(bundle):
        return []
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]


def main(kind: str, source: Path, asked: Asked) -> list[Finding]:
    found = of_pdf(source, asked) if kind == "pdf" else of_envelope(source.read_bytes(), asked)
    return [finding for finding, _ in zip(found, range(MOST), strict=False)]


if __name__ == "__main__":
    confine()
    kind, path, anchors, lists, now, output = sys.argv[1:]
    told = Asked(
        anchors_of(Path(anchors).read_bytes()), datetime.fromisoformat(now), lists_of(Path(lists).read_bytes())
    )
    Path(output).write_text(json.dumps([asdict(one) for one in main(kind, Path(path), told)]), encoding="utf-8")
