"""The one door through which a stored file leaves: who asks, what is sent, and what the browser may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.http import Http404

from documents import store
from documents.models import Document
from documents.queries.lists import one
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor

_LOCKED: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
_SHOWN: Final = {
    "application/pdf": "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
    "image/png": "default-src 'none'; img-src 'self'; frame-ancestors 'self'; sandbox",
    "image/jpeg": "default-src 'none'; img-src 'self'; frame-ancestors 'self'; sandbox",
}
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-()+,&'=@")


@dataclass(frozen=True, slots=True)
class Download:
    """What a view sends: the file and every header about it, to be set as they are."""

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str
    headers: Mapping[str, str]


def open_for_download(actor: Actor, uuid: UUID) -> Download:
    """A document's file as an attachment.

    Raises Http404 when the actor may not see it or it is not there, DocumentRefused while it is in quarantine.
    """
    document = _released(actor, uuid)
    return _download(document, disposition="attachment", policy=_LOCKED)


def open_for_preview(actor: Actor, uuid: UUID) -> Download:
    """The same, to be shown inside a page of ours: PDF, PNG and JPEG only, Http404 for every other type.

    A PDF carries no `sandbox`: browsers then refuse to start their own viewer. Scripts in it were refused on arrival.
    """
    document = _released(actor, uuid)
    policy = _SHOWN.get(document.file.media_type)
    if policy is None:
        raise Http404("no preview of this type")
    return _download(document, disposition="inline", policy=policy)


def open_own(document: Document) -> Download:
    """The file of a document that a package above issued or keeps, for a page that asked who may.

    Raises Http404 when its bytes are missing, DocumentRefused while it is in quarantine.
    """
    _require_released(document)
    policy = _SHOWN.get(document.file.media_type)
    return _download(document, disposition="inline" if policy else "attachment", policy=policy or _LOCKED)


def disposition_header(disposition: str, name: str) -> str:
    """RFC 6266 with RFC 8187: a plain name for everybody, the exact one for all that can read it."""
    plain = "".join(c if c in _PLAIN else "_" for c in name).strip() or "document"
    exact = quote(name.encode("utf-8", "replace"), safe="")
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{exact}"


def _released(actor: Actor, uuid: UUID) -> Document:
    document = one(actor, uuid)
    _require_released(document)
    return document


def _require_released(document: Document) -> None:
    if document.file.is_quarantined:
        raise DocumentRefused([refusal("document_in_quarantine")])


def _download(document: Document, *, disposition: str, policy: str) -> Download:
    file = document.file
    try:
        path = store.locate(file)
    except FileNotFoundError:
        raise Http404("the bytes of this document are missing") from None
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": disposition_header(disposition, document.file_name),
        "Content-Length": str(file.size),
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if disposition == "inline" else "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return Download(path, document.file_name, file.media_type, file.size, file.sha256, MappingProxyType(headers))
