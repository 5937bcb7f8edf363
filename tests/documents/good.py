"""Ordinary files, made small: what an office receives every day and must be able to keep."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pypdf
import xlsxwriter
from PIL import Image


def word(text: str = "Spett. Rossi & Figli <srl>") -> bytes:
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.add_table(rows=2, cols=2)
    document.save(target)
    return target.getvalue()


def sheet(rows: int = 20, *, chart: bool = False) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page = book.add_worksheet("Analisi")
    for row in range(rows):
        page.write_row(row, 0, [f"Arsenico {row}", 0.5 + row, "mg/kg"])
    page.write_url(0, 5, "https://www.example.it/rapporto")
    if chart:
        bars = book.add_chart({"type": "column"})
        bars.add_series({"values": f"=Analisi!$B$1:$B${rows}"})
        page.insert_chart("H2", bars)
    book.close()
    return target.getvalue()


def pdf(pages: int = 1) -> bytes:
    writer, target = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(target)
    return target.getvalue()


def pdf_with_object_stream(objects: bytes = b"1 0 << /Type /Catalog /Pages 2 0 R >>") -> bytes:
    """A PDF whose objects sit in a compressed stream, as most programs write today."""
    packed = zlib.compress(objects)
    head = b"%PDF-1.5\n3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
    return head + str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def image(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int) -> bytes:
    """A PNG that announces a size; the pixels are not worth their name."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def changed(archive: bytes, parts: dict[str, bytes], *, without: tuple[str, ...] = ()) -> bytes:
    """An Office document with some parts put in the place of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in without:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def part(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as document:
        return document.read(name)


def der(tag: int, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def envelope(content: bytes | None) -> bytes:
    """The shape of a .p7m (no valid signature): ContentInfo, SignedData, the document. None: detached."""
    signed, plain = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    inner = der(0x30, plain) if content is None else der(0x30, plain, der(0xA0, der(0x04, content)))
    return der(0x30, signed, der(0xA0, der(0x30, der(0x02, b"\x01"), der(0x31), inner, der(0x31))))


def streamed_envelope(content: bytes) -> bytes:
    """The same with indefinite lengths and the document in pieces, as signing programs write large files."""
    signed, plain = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    pieces = b"".join(der(0x04, content[at : at + 500]) for at in range(0, len(content), 500))
    octets = b"\x24\x80" + pieces + b"\0\0"
    encapsulated = b"\x30\x80" + plain + b"\xa0\x80" + octets + b"\0\0" + b"\0\0"
    body = der(0x02, b"\x01") + der(0x31) + encapsulated + der(0x31)
    return b"\x30\x80" + signed + b"\xa0\x80" + b"\x30\x80" + body + b"\0\0" * 3


MESSAGE = (
    b"From: a@example.it\r\nTo: b@example.it\r\nSubject: =?utf-8?q?Reclamo?=\r\n"
    b"Date: Sat, 21 Nov 2026 10:00:00 +0100\r\n\r\nTesto\r\n"
)
INVOICE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<p:Fattura xmlns:p="urn:x" versione="FPR12"><Nome>Perché</Nome></p:Fattura>'
)
