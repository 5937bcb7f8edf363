from documents.models.document import Document, DocumentStatus
from documents.models.stored_file import ScanState, StoredFile

__all__ = ["Document", "DocumentStatus", "ScanState", "StoredFile"]
