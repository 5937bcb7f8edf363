"""What a signature says, in words and with a tone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.formats import say_full
from desk.shown import State
from documents.queries import SignatureLine

_WORDS = {
    "valid": (gettext_lazy("signature valid"), "good"),
    "unchecked": (gettext_lazy("signature in order, revocation not checked"), "wait"),
    "unknown": (gettext_lazy("signature of an unknown issuer"), "wait"),
    "expired": (gettext_lazy("signed with an expired certificate"), "bad"),
    "not_yet": (gettext_lazy("signed before the certificate began"), "bad"),
    "revoked": (gettext_lazy("signed with a revoked certificate"), "bad"),
    "tampered": (gettext_lazy("changed after signing"), "bad"),
    "unreadable": (gettext_lazy("signature could not be read"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature under a document."""

    state: State
    who: str
    issuer: str
    signed_at: datetime | None
    notes: tuple[str, ...]


def signatures(lines: Iterable[SignatureLine]) -> list[Signature]:
    """Each signature, the outermost first."""
    return [_signature(line) for line in lines]


def _signature(line: SignatureLine) -> Signature:
    label, tone = _WORDS["unchecked" if line.verdict == "valid" and line.revocation == "unchecked" else line.verdict]
    who = f"{line.signer} ({line.tax_code})" if line.tax_code else line.signer
    return Signature(State(str(label), tone), who, line.issuer, line.signed_at, tuple(_notes(line)))


def _notes(line: SignatureLine) -> Iterable[str]:
    if line.verdict == "unreadable":
        yield _("Open it with a signature program before relying on it.")
        return
    if line.verdict != "tampered":
        yield _("the document is the one that was signed")
    if line.verdict == "unknown":
        yield _("nobody here vouches for the issuer")
    yield _("time stamped") if line.timestamped else _("time by the signer’s own clock")
    yield _revocation(line)
    if not line.whole:
        yield _("something was added after it, as when another person signs")
    if line.depth:
        yield _("inner signature")


def _revocation(line: SignatureLine) -> str:
    if line.revocation == "revoked":
        return _("revoked on %(day)s") % {"day": say_full(line.revoked_at)} if line.revoked_at else _("revoked")
    if line.revocation == "good":
        return _("not revoked on that day")
    return _("revocation not checked: no loaded list covers it")
