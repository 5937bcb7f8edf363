"""Reads for pages: plain values, no rows."""

from __future__ import annotations

from documents.queries.downloads import Download, open_for_download, open_for_preview, open_own
from documents.queries.lists import DocumentLine, of_case, of_customer, one
from documents.queries.signatures import SignatureLine

__all__ = [
    "DocumentLine",
    "Download",
    "SignatureLine",
    "of_case",
    "of_customer",
    "one",
    "open_for_download",
    "open_for_preview",
    "open_own",
]
