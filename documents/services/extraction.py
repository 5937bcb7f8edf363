"""Reads the words out of files that came in, and draws their first page: after the upload, never inside it."""

from __future__ import annotations

from datetime import datetime

from documents import store
from documents.models import DocumentText, ScanState, StoredFile
from documents.previews.child import can_draw, picture_of, text_of
from registry.models import Company


def read_new(company: Company, *, now: datetime, at_most: int = 20) -> int:
    """Read the oldest files not read yet; returns how many. What cannot be read is noted and not tried again."""
    waiting = StoredFile.objects.of(company).filter(words__isnull=True).exclude(scan_state=ScanState.QUARANTINED)
    count = 0
    for file in waiting.order_by("stored_at", "pk")[:at_most]:
        words = _words(file)
        DocumentText.objects.of(company).get_or_create(
            file=file, defaults={"company": company, "text": words, "extracted_at": now}
        )
        count += 1
    return count


def _words(file: StoredFile) -> str:
    """Empty when the bytes are missing too, which `sweep.files_without_bytes` reports: one lost file stops no other."""
    try:
        return text_of(store.locate(file), media_type=file.media_type) or ""
    except FileNotFoundError:
        return ""


def first_page(file: StoredFile) -> bytes | None:
    """The picture of a file as PNG, drawn once and kept beside the store; None when there is none to show.

    The caller has gone through `queries.open_for_preview` or `queries.one`: this function asks nobody for permission.
    """
    if file.is_quarantined or not can_draw(file.media_type):
        return None
    kept = store.picture_path(file)
    if kept.is_file():
        return kept.read_bytes() or None
    drawn = picture_of(store.locate(file), media_type=file.media_type) or b""
    store.keep_picture(file, drawn)
    return drawn or None
