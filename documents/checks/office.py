"""Word and Excel documents (OOXML): every part is read once, counted, and looked into."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

from cases.rules.refusals import Refusal
from documents.checks.archive import Member, Unpacking, directory_refusals, is_archive, read_directory
from documents.checks.fields import INSTRUCTION, FieldReader
from documents.checks.limits import Limits
from documents.checks.markup import NAMESPACE_MARK, Attributes, Reader, local
from documents.checks.mismatch import EXTENSIONS, mismatch
from documents.checks.reasons import refusal, refused
from documents.checks.relationships import RelationshipReader

MAIN_PARTS: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
CONTENT_TYPES: Final = "[content_types].xml"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (_OLE, b"MZ", b"\x7fELF", b"#!")
_MACRO_NAMES: Final = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/")
_MARKUP_STARTS: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class OfficeChecker:
    """One document and the documents embedded in it, against one allowance."""

    def __init__(self, *, limits: Limits, unpacking: Unpacking, level: int = 1) -> None:
        self.limits, self.unpacking, self.level = limits, unpacking, level
        self.kinds: set[str] = set()

    def refusals(self, file: BinaryIO, *, size: int) -> Iterator[Refusal]:
        """Every reason against the document. Raises Refused when reading on would be dangerous."""
        members = read_directory(file, size=size, limits=self.limits)
        wrong = list(directory_refusals(members))
        if wrong:
            yield from wrong
            return
        for member in members:
            yield from self._member(file, member)

    @property
    def kind(self) -> str:
        """docx, xlsx, or empty for anything else; a document has one main part."""
        return next(iter(self.kinds)) if len(self.kinds) == 1 else ""

    def _member(self, file: BinaryIO, member: Member) -> Iterator[Refusal]:
        name = member.name.casefold()
        if any(part in name for part in _MACRO_NAMES):
            yield refusal("office_macro")
        if name.startswith("xl/externallinks/") and not name.endswith("/"):
            yield refusal("office_external", target=member.name[:120])
        chunks = self.unpacking.read(file, member)
        head = next(chunks, b"")
        yield from self._content(member, name, head, itertools.chain([head], chunks))

    def _content(self, member: Member, name: str, head: bytes, chunks: Iterator[bytes]) -> Iterator[Refusal]:
        if is_archive(head):
            yield from self._nested(member, chunks)
        elif name == CONTENT_TYPES:
            yield from self._content_types(name, chunks)
        elif name.endswith(".rels"):
            links = RelationshipReader(name)
            Reader(name, limits=self.limits, on_start=links.start).read(chunks)
            yield from links.refusals
        elif name.endswith((".xml", ".vml", ".svg")) or head.lstrip().startswith(_MARKUP_STARTS):
            yield from self._markup(name, chunks)
        else:
            yield from _binary(member, head)
            _drain(chunks)

    def _content_types(self, name: str, chunks: Iterator[bytes]) -> Iterator[Refusal]:
        declared: list[str] = []

        def collect(element: str, attributes: Attributes) -> None:
            if local(element) in ("Override", "Default"):
                declared.append(attributes.get("ContentType", "").casefold())

        Reader(name, limits=self.limits, on_start=collect).read(chunks)
        self.kinds = {MAIN_PARTS[kind] for kind in declared if kind in MAIN_PARTS}
        if any("macro" in kind or "vba" in kind for kind in declared):
            yield refusal("office_macro")

    def _markup(self, name: str, chunks: Iterator[bytes]) -> Iterator[Refusal]:
        """Any part may be the text of a Word document, whatever it is called: its root element tells."""
        fields = FieldReader()
        reader = Reader(name, limits=self.limits, on_start=fields.start, on_text=fields.text, text_in=INSTRUCTION)
        reader.read_as_needed(chunks, wanted=_is_word)
        for field in fields.close():
            yield refusal("office_field", field=field)

    def _nested(self, member: Member, chunks: Iterator[bytes]) -> Iterator[Refusal]:
        """A spreadsheet behind a chart is an ordinary thing; any other archive inside is not."""
        if self.level >= self.limits.nesting or member.size > self.limits.nested_bytes:
            raise refused("archive_nested", member=member.name[:80])
        content = b"".join(chunks)
        inner = OfficeChecker(limits=self.limits, unpacking=self.unpacking, level=self.level + 1)
        yield from inner.refusals(BytesIO(content), size=len(content))
        if not inner.kind:
            yield refusal("archive_nested", member=member.name[:80])


def office_refusals(file: BinaryIO, *, size: int, kind: str, limits: Limits) -> Iterator[Refusal]:
    """Reasons against a file that calls itself docx or xlsx."""
    checker = OfficeChecker(limits=limits, unpacking=Unpacking(limits=limits))
    found_any = False
    for reason in checker.refusals(file, size=size):
        found_any = True
        yield reason
    if checker.kind != kind and not found_any:
        yield mismatch(kind, EXTENSIONS[checker.kind or "zip"])


def _is_word(root: str) -> bool:
    return "wordprocessingml" in root.rpartition(NAMESPACE_MARK)[0].casefold()


def _binary(member: Member, head: bytes) -> Iterator[Refusal]:
    if head.startswith(_FOREIGN):
        yield refusal("office_embedded", member=member.name[:80])


def _drain(chunks: Iterator[bytes]) -> None:
    for _ in chunks:
        continue
