"""What a file is instead of what its name says, in the words of whoever sent it. A guess: no verdict hangs on it."""

from __future__ import annotations

from typing import Final

import puremagic

from cases.rules.refusals import N_, Refusal
from documents.checks.reasons import REASONS

FAMILIES: Final = {
    "pdf": N_("The name says “{extension}” but the content is a PDF."),
    "word": N_("The name says “{extension}” but the content is a Word document."),
    "excel": N_("The name says “{extension}” but the content is an Excel sheet."),
    "slides": N_("The name says “{extension}” but the content is a presentation."),
    "office": N_("The name says “{extension}” but the content is an Office document of an old kind."),
    "image": N_("The name says “{extension}” but the content is an image."),
    "archive": N_("The name says “{extension}” but the content is an archive of files (ZIP or the like)."),
    "page": N_("The name says “{extension}” but the content is a web page."),
    "xml": N_("The name says “{extension}” but the content is an XML file."),
    "mail": N_("The name says “{extension}” but the content is an e-mail message."),
    "program": N_("The name says “{extension}” but the content is a program."),
    "media": N_("The name says “{extension}” but the content is a recording (audio or video)."),
    "": N_("The name says “{extension}” but the content is of another kind."),
}
EXTENSIONS: Final = {
    extension: family
    for family, extensions in {
        "pdf": "pdf",
        "word": "docx docm dotx odt rtf",
        "excel": "xlsx xlsm xltx ods",
        "slides": "pptx pptm odp",
        "office": "doc xls ppt",
        "image": "png jpg jpeg jfif tif tiff gif bmp webp heic heif avif svg ico psd",
        "archive": "zip rar 7z gz tgz bz2 xz tar cab jar iso xfir",
        "page": "html htm xhtml mhtml",
        "xml": "xml xsd xsl",
        "mail": "eml msg mbox",
        "program": "exe dll elf msi com bat sh app dmg class apk",
        "media": "mp3 mp4 m4a wav ogg avi mov mkv flac webm wmv",
    }.items()
    for extension in extensions.split()
}
ARCHIVE: Final = b"PK\x03\x04"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS: Final = ((b"word/document", "word"), (b"xl/workbook", "excel"), (b"ppt/presentation", "slides"))
"""The part of an Office document that says which it is: its name stands unpacked in the directory at the end."""


def mismatch(extension: str, family: str) -> Refusal:
    """The refusal of a file called `extension` whose content is of `family`, a key of FAMILIES."""
    _, hint = REASONS["type_mismatch"]
    return Refusal("type_mismatch", FAMILIES[family], hint=hint, params={"extension": extension})


def family_of(head: bytes, tail: bytes = b"") -> str:
    """What a file looks like by its first and its last bytes; "" where nobody can tell."""
    if head.startswith(ARCHIVE):
        return next((family for part, family in PARTS if part in tail or part in head), "archive")
    if head.startswith(OLD_OFFICE):
        return "office"
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return next(
        (EXTENSIONS[found] for found in (guess.extension.lstrip(".") for guess in guesses) if found in EXTENSIONS), ""
    )
