"""The hostile files and their verdicts: what is uploaded, under which name, and why it must be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.documents import good, hostile


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file and its verdict: the code that must be among the refusals."""

    what: str
    name: str
    build: Callable[[], bytes]
    code: str

    def __str__(self) -> str:
        return self.what


def h(what: str, name: str, build: Callable[[], bytes], code: str) -> Hostile:
    return Hostile(what, name, build, code)


W = "x.docx"
BATTERY: tuple[Hostile, ...] = (
    # sizes and bombs
    h("empty", "x.pdf", lambda: b"", "file_empty"),
    h("oversized", "x.txt", lambda: b"a" * 26 * hostile.MEGABYTE, "file_too_large"),
    h("dense part", W, lambda: hostile.bomb(150 * hostile.MEGABYTE), "archive_too_large"),
    h("wide bomb", W, hostile.wide_bomb, "archive_too_large"),
    h("3,000 parts", W, lambda: hostile.many_members(3_000), "archive_too_many_members"),
    h("65,000 parts", W, lambda: hostile.many_members(65_000), "archive_too_many_members"),
    h("header announces less", W, lambda: hostile.lying_header(100), "archive_too_large"),
    h("header announces more", W, lambda: hostile.lying_header(9_000_000), "file_damaged"),
    h("document in document in document", W, lambda: hostile.nested(2), "archive_nested"),
    h("archive in document", W, hostile.zip_in_word, "archive_nested"),
    h("overlapping parts", W, hostile.overlapping, "archive_overlap"),
    h("900-megapixel PNG", "x.png", lambda: good.png_of(30_000, 30_000), "image_too_large"),
    h("four-gigapixel JPEG", "x.jpg", hostile.giant_jpeg, "image_too_large"),
    h("giant TIFF", "x.tif", hostile.giant_tiff, "image_too_large"),
    h("TIFF whose pages go in a circle", "x.tiff", hostile.looping_tiff, "file_damaged"),
    h("PDF object stream bomb", "x.pdf", hostile.pdf_stream_bomb, "archive_too_large"),
    h("deep XML", "x.xml", hostile.deep_xml, "markup_too_complex"),
    h("two million elements", "x.xml", lambda: b"<r>" + b"<a/>" * 2_000_000 + b"</r>", "markup_too_complex"),
    h("table of 300,000 rows", "x.csv", lambda: b"a;b\n" * 300_000, "table_too_large"),
    h("one row of a megabyte", "x.csv", lambda: b"a" * 1 * hostile.MEGABYTE, "table_too_large"),
    # names inside
    h("traversal", W, lambda: hostile.named("../../../tmp/evil.sh"), "archive_unsafe_name"),
    h("absolute name", W, lambda: hostile.named("/etc/cron.d/evil"), "archive_unsafe_name"),
    h("backslash name", W, lambda: hostile.named("..\\..\\evil.bat"), "archive_unsafe_name"),
    h("drive name", W, lambda: hostile.named("C:evil.bat"), "archive_unsafe_name"),
    h("symbolic link", W, lambda: hostile.named("word/link", mode=0o120777), "archive_link"),
    h("the same part twice", W, lambda: hostile.named("word/same.xml", twice=True), "archive_duplicate"),
    # markup
    h("XXE in the document", W, lambda: hostile.doctype_in("word/document.xml"), "markup_doctype"),
    h("XXE in UTF-16", W, lambda: hostile.doctype_in("word/document.xml", "utf-16"), "markup_doctype"),
    h("XXE in the content types", W, lambda: hostile.doctype_in("[Content_Types].xml"), "markup_doctype"),
    h("XXE in the relationships", W, lambda: hostile.doctype_in(hostile.RELS), "markup_doctype"),
    h("XXE in a part without extension", W, lambda: hostile.doctype_in("customXml/item1"), "markup_doctype"),
    h("billion laughs", "x.xml", hostile.billion_laughs, "markup_doctype"),
    h(
        "billion laughs in a theme",
        W,
        lambda: hostile.with_parts({"word/theme/theme1.xml": hostile.billion_laughs()}),
        "markup_doctype",
    ),
    # Office
    h("macro", W, lambda: hostile.with_parts({"word/vbaProject.bin": hostile.OLE}), "office_macro"),
    h("macro under another name", W, hostile.macro_types, "office_macro"),
    h("macro by relationship", W, lambda: hostile.with_link("vbaProject", "a.bin", outside=False), "office_macro"),
    h(
        "remote template",
        W,
        lambda: hostile.with_link("attachedTemplate", "http://127.0.0.1:9/t.dotm"),
        "office_external",
    ),
    h("remote image", W, lambda: hostile.with_link("image", "http://127.0.0.1:9/i.png"), "office_external"),
    h("image on a share", W, lambda: hostile.with_link("image", "\\\\10.0.0.1\\s\\i.png"), "office_external"),
    h(
        "link to a local file",
        W,
        lambda: hostile.with_link("hyperlink", "file:///c:/windows/system32/calc.exe"),
        "office_external",
    ),
    h("link that runs a protocol", W, lambda: hostile.with_link("hyperlink", "ms-msdt:/id x"), "office_external"),
    h("web page as a part", W, lambda: hostile.with_link("aFChunk", "x.html", outside=False), "office_embedded"),
    h("OLE object", W, lambda: hostile.with_parts({"word/embeddings/oleObject1.bin": hostile.OLE}), "office_embedded"),
    h("program as a part", W, lambda: hostile.with_parts({"word/media/x.emf": b"MZ" + b"\0" * 99}), "office_embedded"),
    h(
        "DDE field",
        W,
        lambda: hostile.with_body(hostile.run_of(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" ')),
        "office_field",
    ),
    h("DDE field in pieces", W, lambda: hostile.with_body(hostile.run_of(" D", "D", "E cmd")), "office_field"),
    h("DDE field spelled by QUOTE", W, hostile.spelled_field, "office_field"),
    h(
        "INCLUDETEXT field",
        W,
        lambda: hostile.with_body('<w:fldSimple w:instr="INCLUDETEXT &quot;/etc/passwd&quot;"/>'),
        "office_field",
    ),
    h("DDE field in a part of another name", W, hostile.moved_document, "office_field"),
    h("workbook with a data connection", "x.xlsx", hostile.connected_sheet, "office_external"),
    h("field never closed", W, hostile.open_field, "office_field"),
    h("DDE link in a sheet", "x.xlsx", hostile.ddelink_sheet, "office_external"),
    h("encrypted part", W, hostile.encrypted_member, "file_encrypted"),
    h("Word 97", "x.docx", lambda: hostile.OLE, "type_mismatch"),
    h("Word called Excel", "x.xlsx", good.word, "type_mismatch"),
    h("Excel called Word", W, good.sheet, "type_mismatch"),
    h("bare ZIP called Word", W, hostile.bare_zip, "type_mismatch"),
    # PDF
    h(
        "PDF with JavaScript",
        "x.pdf",
        lambda: hostile.pdf_with(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        "pdf_active",
    ),
    h("PDF with hidden JavaScript", "x.pdf", lambda: hostile.pdf_with(b"<< /S /J#61va#53cript >>"), "pdf_active"),
    h(
        "PDF with packed JavaScript",
        "x.pdf",
        lambda: good.pdf_with_object_stream(b"1 0 << /S /JavaScript /JS (x) >>"),
        "pdf_active",
    ),
    h("PDF that launches", "x.pdf", lambda: hostile.pdf_with(b"<< /S /Launch /F (calc.exe) >>"), "pdf_active"),
    h(
        "PDF that goes to a share",
        "x.pdf",
        lambda: hostile.pdf_with(b"<< /S /GoToR /F (\\\\\\\\h\\\\s) >>"),
        "pdf_active",
    ),
    h("PDF with a form program", "x.pdf", lambda: hostile.pdf_with(b"<< /XFA 8 0 R >>"), "pdf_active"),
    h("PDF with a file inside", "x.pdf", lambda: hostile.pdf_with(b"<< /Type /EmbeddedFile >>"), "pdf_attachment"),
    h("PDF with odd object streams", "x.pdf", hostile.odd_object_stream, "pdf_active"),
    h("PDF with a padded dictionary", "x.pdf", hostile.padded_object_stream, "pdf_active"),
    h("PDF with objects packed twice", "x.pdf", hostile.doubly_packed_objects, "pdf_active"),
    h("encrypted PDF", "x.pdf", lambda: hostile.pdf_with(b"trailer << /Encrypt 5 0 R >>"), "file_encrypted"),
    h("truncated PDF", "x.pdf", lambda: good.pdf()[:-120], "file_damaged"),
    # two in one, and other types
    h("PDF and ZIP", "x.pdf", lambda: good.pdf() + hostile.many_members(2), "two_files_in_one"),
    h("PNG and ZIP", "x.png", lambda: good.image("PNG") + hostile.many_members(2), "two_files_in_one"),
    h("JPEG and PHP", "x.jpg", lambda: good.image("JPEG") + b"<?php system($_GET[0]); ?>", "two_files_in_one"),
    h("script in front of Word", W, hostile.smuggled_between, "type_mismatch"),
    h("Word with a tail", W, lambda: good.word() + b"<script>alert(1)</script>", "file_damaged"),
    h("PNG and PDF", "x.txt", lambda: b"hello\n" + good.pdf(), "two_files_in_one"),
    h("truncated Word", W, lambda: good.word()[:-300], "file_damaged"),
    h("truncated PNG", "x.png", lambda: good.image("PNG")[:-10], "file_damaged"),
    h("truncated JPEG", "x.jpg", lambda: good.image("JPEG")[:-2], "file_damaged"),
    h("program called PDF", "x.pdf", lambda: b"MZ\x90\0" + b"\0" * 500, "type_mismatch"),
    h("program called text", "x.txt", lambda: b"MZ\x90\0" + b"\0" * 500, "text_unreadable"),
    h("PDF called text", "x.txt", good.pdf, "type_mismatch"),
    h("page called PDF", "x.pdf", lambda: b"<html><script>alert(1)</script>", "type_mismatch"),
    h("page", "x.html", lambda: b"<html>", "type_not_accepted"),
    h("drawing", "x.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type_not_accepted"),
    h(
        "drawing called XML",
        "x.xml",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "text_is_a_page",
    ),
    h("page called XML", "x.xml", lambda: b"<a><b xmlns='http://www.w3.org/1999/xhtml'/></a>", "text_is_a_page"),
    h("page called text", "x.txt", lambda: b"\n\n <!DOCTYPE html><p>", "text_is_a_page"),
    h("page called table", "x.csv", lambda: b"a;<script>alert(1)</script>\n", "text_is_a_page"),
    h("command in a table", "x.csv", lambda: b"a;b\n1;=cmd|'/C calc'!A0\n", "table_command"),
    h("quoted command in a table", "x.csv", lambda: b"a,b\n1,\"@SUM(1)*cmd|'/C calc'!A0\"\n", "table_command"),
    h("not an e-mail", "x.eml", lambda: b"hello\nworld\n", "file_damaged"),
    h("e-mail with binary", "x.eml", lambda: good.MESSAGE + b"\0\0", "text_unreadable"),
    h("detached signature", "x.pdf.p7m", lambda: good.envelope(None), "signature_detached"),
    h("signature of nothing known", "x.p7m", lambda: good.envelope(b"hello"), "type_not_accepted"),
    h("signed program", "x.exe.p7m", lambda: good.envelope(b"MZ"), "type_not_accepted"),
    h(
        "signed macro",
        "x.docx.p7m",
        lambda: good.envelope(hostile.with_parts({"word/vbaProject.bin": hostile.OLE})),
        "office_macro",
    ),
    h("envelopes without end", "x.pdf.p7m.p7m.p7m.p7m", hostile.endless_envelope, "signature_unreadable"),
    h("noise called p7m", "x.pdf.p7m", lambda: b"\x30\x82\xff\xff" + b"\xaa" * 500, "signature_unreadable"),
    h("archive", "x.zip", lambda: hostile.many_members(2), "type_not_accepted"),
    h("no extension", "x", good.pdf, "type_not_accepted"),
    h("no name", " . ", good.pdf, "name_missing"),
)
