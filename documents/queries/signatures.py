"""Signatures as a page shows them: the verdict, and the parts it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from documents.models import StoredFile


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature of a document.

    verdict  "valid" only when every part holds; otherwise the first part that does not: "tampered", "revoked",
             "expired", "not_yet", "unknown" (nobody here vouches for the issuer), "unreadable"
    revocation  "good", "revoked" or "unchecked": no loaded list says anything about the certificate on that day
    whole    false when the file has grown after this signature, as it does when somebody else signs after
    """

    verdict: str
    signer: str = ""
    tax_code: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    timestamped: bool = False
    whole: bool = True
    depth: int = 0
    revocation: str = "unchecked"
    revoked_at: datetime | None = None


def signatures_of(file: StoredFile) -> tuple[SignatureLine, ...]:
    """What was found in a file whose `signature_report` is loaded; empty while it was not looked at."""
    try:
        report = file.signature_report
    except ObjectDoesNotExist:
        return ()
    if not report.is_readable:
        return (SignatureLine("unreadable"),)
    return tuple(_line(found) for found in report.findings)


def verdict_of(*, intact: bool, day: str, trust: str) -> str:
    """The weakest part decides; an issuer nobody vouches for is never "valid"."""
    if not intact:
        return "tampered"
    if trust == "revoked":
        return "revoked"
    if day != "valid":
        return day
    return "valid" if trust == "trusted" else "unknown"


def _line(found: dict[str, object]) -> SignatureLine:
    told, revoked = str(found["signed_at"]), str(found.get("revoked_at", ""))
    return SignatureLine(
        verdict=verdict_of(intact=bool(found["intact"]), day=str(found["day"]), trust=str(found["trust"])),
        signer=str(found["signer"]),
        tax_code=str(found["tax_code"]),
        issuer=str(found["issuer"]),
        signed_at=datetime.fromisoformat(told) if told else None,
        timestamped=bool(found["timestamped"]),
        whole=bool(found["whole"]),
        depth=int(str(found["depth"])),
        revocation=str(found.get("revocation", "unchecked")),
        revoked_at=datetime.fromisoformat(revoked) if revoked else None,
    )
