"""What the document services answer instead of doing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused


class UploadRefused(Refused):
    """The file does not come in; `refusals` says why, each with a hint."""


class DocumentRefused(Refused):
    """The document may not be verified, rejected or replaced now."""


_REASONS: Final[dict[str, tuple[str, str]]] = {
    "document_already_decided": (
        N_("The document has already been decided: it is {status}."),
        N_("Reload the page to see who decided it and when."),
    ),
    "document_in_quarantine": (
        N_("The virus scanner has not released the file yet."),
        N_("It is scanned again by itself; try again in a few minutes or tell the administrator."),
    ),
    "document_reason_missing": (
        N_("A rejection needs its reason."),
        N_("Write what is wrong, so that the customer can send the right document."),
    ),
    "document_replaced_already": (
        N_("This version has already been replaced by a newer one."),
        N_("Replace the newest version instead."),
    ),
    "document_of_another_matter": (
        N_("The new version must belong to the same case or customer and be of the same kind."),
        N_("Upload it as a document of its own."),
    ),
    "seal_unreadable": (
        N_("The file holds no certificate with its key, or the password is another."),
        N_("Upload the .p12 or .pfx file the authority gave you and type its password."),
    ),
    "seal_out_of_time": (
        N_("The certificate of “{subject}” is not valid today."),
        N_("Ask the authority for the one in use now."),
    ),
    "list_unreadable": (
        N_("This is no revocation list."),
        N_("Upload the list (.crl) that the authority publishes, at most 10 MB."),
    ),
    "list_forged": (
        N_("The list names “{issuer}”, which did not sign it."),
        N_("Download it again from the authority."),
    ),
    "list_older": (
        N_("A newer list of “{issuer}” is in use, of {day}."),
        N_("Download the newest one from the authority."),
    ),
    "anchor_unreadable": (
        N_("This is no certificate."),
        N_("Upload the authority's certificate as .pem, .crt or .cer, or a .pem file with several."),
    ),
    "anchor_of_a_person": (
        N_("The certificate of “{subject}” signs documents; it issues no certificates."),
        N_("Upload the certificate of the authority that issued it."),
    ),
    "anchor_ended": (
        N_("The certificate of “{subject}” has expired."),
        N_("Ask the authority for the one in use now."),
    ),
    "document_is_no_certificate": (
        N_("Values are kept of analysis certificates and leaching tests only."),
        N_("Upload the certificate as such."),
    ),
    "certificate_not_current": (
        N_("The document was replaced, rejected or carried over from another case: its values stay as they are."),
        N_("Upload the new certificate, or open the case it came from."),
    ),
    "document_not_yours_to_verify": (
        N_("This document is verified by somebody with another task: {duty}."),
        N_("The checklist of the case names who may."),
    ),
    "document_expired_on_arrival": (
        N_("The document was valid until {until}, before the date written on it."),
        N_("Check the two dates."),
    ),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = _REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params, link="documents")
