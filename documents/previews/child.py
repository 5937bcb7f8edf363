"""Pictures and words of files, made by a child process."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from documents.children import output_of

_PICTURES: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"}
_TEXTS: Final = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "message/rfc822": "eml",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/xml": "xml",
}


def picture_of(path: Path, *, media_type: str) -> bytes | None:
    """The first page as PNG; None when the type has no picture or the file could not be drawn."""
    return _made("picture", _PICTURES.get(media_type), path)


def text_of(path: Path, *, media_type: str) -> str | None:
    """The words of a file; None when the type has no text or the file could not be read."""
    made = _made("text", _TEXTS.get(media_type), path)
    return made.decode("utf-8", "replace").replace("\0", "") if made is not None else None


def _made(task: str, extension: str | None, path: Path) -> bytes | None:
    if extension is None:
        return None
    return output_of("documents.previews.worker", task, extension, str(path))
