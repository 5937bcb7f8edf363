"""Files written to do harm: one function a trick. Built when asked, never stored."""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import zipfile
import zlib

from tests.documents import good

MEGABYTE = 1024 * 1024
RELS = "word/_rels/document.xml.rels"
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000


def noise(size: int) -> bytes:
    """Bytes that do not compress, the same every time."""
    return b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(size // 32))


@functools.cache
def _word() -> bytes:
    return good.word()


def with_parts(parts: dict[str, bytes]) -> bytes:
    return good.changed(_word(), parts)


def with_link(kind: str, target: str, *, outside: bool = True, part: str = RELS) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    link = f'<Relationship Id="rX" Type="{SPACE}/{kind}" Target="{target}"{mode}/></Relationships>'
    old = good.part(_word(), RELS).decode()
    return with_parts({part: old.replace("</Relationships>", link).encode()})


def with_body(body: str) -> bytes:
    document = f'<w:document xmlns:w="{WORDS}"><w:body><w:p>{body}</w:p></w:body></w:document>'
    return with_parts({"word/document.xml": document.encode()})


def run_of(*instructions: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in instructions)
    return f'<w:fldChar w:fldCharType="begin"/>{pieces}<w:fldChar w:fldCharType="end"/>'


def doctype_in(part: str, encoding: str = "utf-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    )
    return with_parts({part: text.encode(encoding)})


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><l>&l9;</l>'.encode()


def bomb(size: int) -> bytes:
    return with_parts({"word/media/image1.bmp": b"\0" * size})


def many_members(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.xml", b"")
    return target.getvalue()


def wide_bomb() -> bytes:
    """No part dense by itself, 240 MB together: noise of one megabyte, repeated at a distance deflate cannot see."""
    target = io.BytesIO()
    noise = b"".join(zlib.compress(bytes([n]) * 90_000)[:30] * 10 for n in range(250)) * 40
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(io.BytesIO(_word())).namelist():
            archive.writestr(name, good.part(_word(), name))
        for number in range(240 * MEGABYTE // len(noise) + 1):
            archive.writestr(f"word/media/{number}.bin", noise)
    return target.getvalue()


def lying_header(announced: int) -> bytes:
    """A part of 5 MB whose header and directory announce another size."""
    content = bytearray(with_parts({"word/media/x.bin": noise(5_120_000)}))
    real, false = struct.pack("<L", 5_120_000), struct.pack("<L", announced)
    return bytes(content.replace(real, false))


def named(name: str, *, mode: int = 0o100644, twice: bool = False) -> bytes:
    target = io.BytesIO(_word())
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        info.create_system = 3
        info.external_attr = mode << 16
        archive.writestr(info, b"/etc/passwd")
        if twice:
            archive.writestr(zipfile.ZipInfo(name.upper()), b"second")
    return target.getvalue()


def overlapping() -> bytes:
    """Two lines of the directory for the same bytes."""
    content = _word()
    end = content.rfind(b"PK\x05\x06")
    length, start = struct.unpack("<II", content[end + 12 : end + 20])
    first = content[start : start + 46 + struct.unpack("<H", content[start + 28 : start + 30])[0]]
    count = struct.unpack("<H", content[end + 10 : end + 12])[0] + 1
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, length + len(first), start, 0)
    return content[:end] + first + closing


def smuggled_between() -> bytes:
    """Bytes in front of the archive, offsets put right: a script for one reader, a document for the other."""
    target = io.BytesIO(b"#!/bin/sh\nexit\n")
    target.seek(0, 2)
    with zipfile.ZipFile(target, "a") as archive:
        for name in zipfile.ZipFile(io.BytesIO(_word())).namelist():
            archive.writestr(name, good.part(_word(), name))
    return target.getvalue()


def encrypted_member() -> bytes:
    content = bytearray(_word())
    content[6] |= 1
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x05\x06"))
    first = content.find(b"PK\x01\x02")
    content[min(first, directory) + 8] |= 1
    return bytes(content)


def nested(levels: int) -> bytes:
    content = _word()
    for _ in range(levels):
        content = with_parts({"word/embeddings/inner.docx": content})
    return content


def bare_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("report.txt", b"hello")
    return target.getvalue()


def zip_in_word() -> bytes:
    return with_parts({"word/embeddings/x.zip": bare_zip()})


def macro_types() -> bytes:
    types = good.part(_word(), "[Content_Types].xml").replace(
        b"officedocument.wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"
    )
    return with_parts({"[Content_Types].xml": types.replace(b"vnd.openxmlformats-ms-word", b"vnd.ms-word")})


def pdf_with(objects: bytes) -> bytes:
    return good.pdf().replace(b"%%EOF", b"9 0 obj " + objects + b" endobj\nstartxref\n9\n%%EOF")


def pdf_stream_bomb() -> bytes:
    return good.pdf_with_object_stream(b"\0" * (60 * MEGABYTE))


def deep_xml() -> bytes:
    return b"<a>" * 5_000 + b"</a>" * 5_000


def looping_tiff() -> bytes:
    entry = struct.pack("<HHII", 256, 4, 1, 10) + struct.pack("<HHII", 257, 4, 1, 10)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<I", 8)


def giant_tiff() -> bytes:
    entry = struct.pack("<HHII", 256, 4, 1, 60_000) + struct.pack("<HHII", 257, 4, 1, 60_000)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<I", 0)


def giant_jpeg() -> bytes:
    content = good.image("JPEG")
    frame = content.index(b"\xff\xc0") + 5
    return content[:frame] + struct.pack(">HH", 65_000, 65_000) + content[frame + 4 :]


def ddelink_sheet() -> bytes:
    link = b'<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return good.changed(good.sheet(), {"xl/externalLinks/externalLink1.xml": link})


def spelled_field() -> bytes:
    quote = run_of("QUOTE 68 68 69")
    return with_body(
        f'<w:fldChar w:fldCharType="begin"/>{quote}<w:instrText>E cmd</w:instrText><w:fldChar w:fldCharType="end"/>'
    )


def open_field() -> bytes:
    return with_body('<w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDEPICTURE "http://x/"</w:instrText>')


def odd_object_stream() -> bytes:
    return good.pdf_with_object_stream().replace(b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]")


def endless_envelope() -> bytes:
    return functools.reduce(lambda inner, _: good.envelope(inner), range(4), good.pdf())


def moved_document() -> bytes:
    """The text of the document under a name of its own choosing."""
    body = f'<w:document xmlns:w="{WORDS}"><w:body><w:p>{run_of("DDE cmd")}</w:p></w:body></w:document>'
    return with_parts({"elsewhere/text.part": body.encode()})


def padded_object_stream() -> bytes:
    return good.pdf_with_object_stream(b"1 0 << /S /JavaScript >>").replace(b"/Length", b" " * 9_000 + b"/Length")


def doubly_packed_objects() -> bytes:
    """Deflated twice; the dictionary that says so is hidden from a careless reader by a false end."""
    inner = zlib.compress(b"1 0 << /S /JavaScript >>")
    return good.pdf_with_object_stream(inner).replace(b"/Type", b"/Filter [/Fl /Fl] /X (endobj) /Type")


def slow_table() -> bytes:
    """A row for a pattern that goes back and forth: formulas and bars, and no end."""
    return (b",=|" * 30_000 + b"\n") * 250


def connected_sheet() -> bytes:
    part = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rX" Type="{SPACE}/connections" Target="connections.xml"/></Relationships>'.encode()
    return good.changed(good.sheet(), {part: good.part(good.sheet(), part).replace(b"</Relationships>", link)})
