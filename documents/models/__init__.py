"""The tables of this package."""

from __future__ import annotations

from documents.models.document import Document, DocumentStatus
from documents.models.extract import DocumentText
from documents.models.letter import Letter, Letterhead, PdfState
from documents.models.signature import Seal, SignatureReport, TrustAnchor
from documents.models.stored_file import ScanState, StoredFile
from documents.models.template import LetterTemplate, TemplateFinal

__all__ = [
    "Document",
    "DocumentStatus",
    "DocumentText",
    "Letter",
    "LetterTemplate",
    "Letterhead",
    "PdfState",
    "ScanState",
    "Seal",
    "SignatureReport",
    "StoredFile",
    "TemplateFinal",
    "TrustAnchor",
]
