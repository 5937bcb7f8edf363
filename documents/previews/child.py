"""Pictures and words of files, made by a child process; LibreOffice makes the page of a Word file before."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from documents.children import output_of
from documents.letters import pdf

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PICTURES: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    _SHEET: "xlsx",
}
_TEXTS: Final = {
    "application/pdf": "pdf",
    _WORD: "docx",
    _SHEET: "xlsx",
    "message/rfc822": "eml",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/xml": "xml",
}


def can_draw(media_type: str) -> bool:
    """Whether a file of this type has a first page to be shown; of Word files where LibreOffice is there."""
    return media_type in _PICTURES or (media_type == _WORD and bool(pdf.soffice()))


def picture_of(path: Path, *, media_type: str) -> bytes | None:
    """The first page as PNG; None when the type has no picture or the file could not be drawn."""
    if media_type == _WORD:
        return _of_word(path)
    return _made("picture", _PICTURES.get(media_type), path)


def _of_word(path: Path) -> bytes | None:
    page = pdf.first_page(path.read_bytes())
    if not page:
        return None
    with NamedTemporaryFile(suffix=".pdf") as kept:
        kept.write(page)
        kept.flush()
        return _made("picture", "pdf", Path(kept.name))


def text_of(path: Path, *, media_type: str) -> str | None:
    """The words of a file; None when the type has no text or the file could not be read."""
    made = _made("text", _TEXTS.get(media_type), path)
    return made.decode("utf-8", "replace").replace("\0", "") if made is not None else None


def _made(task: str, extension: str | None, path: Path) -> bytes | None:
    if extension is None:
        return None
    return output_of("documents.previews.worker", task, extension, str(path))
