"""The tables of this package."""

from __future__ import annotations

from documents.models.document import Document, DocumentStatus
from documents.models.extract import DocumentText
from documents.models.stored_file import ScanState, StoredFile

__all__ = ["Document", "DocumentStatus", "DocumentText", "ScanState", "StoredFile"]
