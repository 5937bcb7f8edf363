"""The factory's sheet: A4, letterhead, addressee in the window, page numbers; drawn with python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT: Final = "Arial"
GREY: Final = RGBColor(0x5A, 0x5F, 0x66)
TEXT_WIDTH: Final = Cm(16.5)
LOCALES: Final = {"it": "it-IT", "en": "en-GB"}
WORDS: Final = {
    "it": {"page": "Pagina", "of": "di", "vat": "P. IVA", "phone": "tel.", "case": "Pratica", "by_pec": "Via PEC:"},
    "en": {"page": "Page", "of": "of", "vat": "VAT no.", "phone": "phone", "case": "Case", "by_pec": "By PEC:"},
}
NAME: Final = "{% if company.logo %}{{ company.logo }}{% else %}{{ company.name }}{% endif %}"
PLACE: Final = "{{ OF.postal_code }} {{ OF.city }}{% if OF.province %} ({{ OF.province }}){% endif %}"


def sheet(language: str, title: str) -> Document:
    """An empty letter with its letterhead, addressee, place and date."""
    document = docx.Document()
    _properties(document, language, title)
    _styles(document, language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1)
    section.different_first_page_header_footer = True
    _letterhead(section.first_page_header, language)
    _running_head(section.header, language)
    for foot in (section.first_page_footer, section.footer):
        _foot(foot, language)
    _addressee(document, language)
    return document


def _properties(document: Document, language: str, title: str) -> None:
    core = document.core_properties
    core.title, core.author, core.comments, core.language = title, "Pratica", "", LOCALES[language]
    core.created = core.modified = datetime(2026, 1, 1, tzinfo=UTC)


def _styles(document: Document, language: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), LOCALES[language])
    properties.append(lang)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.12


def _letterhead(header: Any, language: str) -> None:
    """Logo or name on the left, where to find us on the right, a line below."""
    words = WORDS[language]
    table = header.add_table(1, 2, TEXT_WIDTH)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    left, right = table.rows[0].cells
    left.width, right.width = Cm(8.5), Cm(8)
    run = left.paragraphs[0].add_run(NAME)
    run.bold, run.font.size = True, Pt(17)
    lines = (
        "{{ company.name }}",
        "{{ company.address }}, " + PLACE.replace("OF", "company"),
        "{% if company.vat_number %}" + words["vat"] + " {{ company.vat_number }}{% endif %}"
        "{% if company.phone %} · " + words["phone"] + " {{ company.phone }}{% endif %}",
        "{% if company.pec %}PEC {{ company.pec }}{% endif %}",
    )
    for index, line in enumerate(lines):
        paragraph = right.paragraphs[0] if index == 0 else right.add_paragraph()
        _small(paragraph, line, WD_ALIGN_PARAGRAPH.RIGHT)
    _tight(left.paragraphs[0])
    ruled = header.paragraphs[0]
    drawn = next(left.paragraphs[0].paragraph_format.element.iterancestors(qn("w:tbl")))
    drawn.addnext(ruled.paragraph_format.element)
    _line_above(ruled)


def _running_head(header: Any, language: str) -> None:
    text = "{{ company.name }} · " + WORDS[language]["case"] + " {{ case.number }}"
    _small(header.paragraphs[0], text, WD_ALIGN_PARAGRAPH.LEFT)


def _foot(footer: Any, language: str) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.style = "Normal"
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _small(paragraph, "{{ company.foot|default('') }}\t" + WORDS[language]["page"] + " ", WD_ALIGN_PARAGRAPH.LEFT)
    _field(paragraph, "PAGE")
    _grey(paragraph.add_run(f" {WORDS[language]['of']} "))
    _field(paragraph, "NUMPAGES")
    _line_above(paragraph)


def _addressee(document: Document, language: str) -> None:
    lines = (
        "{{ customer.name }}",
        "{{ customer.address }}",
        PLACE.replace("OF", "customer") + "{% if customer.country != 'IT' %} – {{ customer.country }}{% endif %}",
    )
    first = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    for index, line in enumerate(lines):
        paragraph = first if index == 0 else document.add_paragraph()
        paragraph.add_run(line).bold = index == 0
        paragraph.paragraph_format.left_indent = Cm(9)
        _tight(paragraph)
    pec = document.add_paragraph("{%p if customer.pec %}")
    address = document.add_paragraph(WORDS[language]["by_pec"] + " {{ customer.pec }}")
    address.paragraph_format.left_indent = Cm(9)
    address.runs[0].font.size = Pt(9)
    end = document.add_paragraph("{%p endif %}")
    for paragraph in (pec, address, end):
        _tight(paragraph)
    first.paragraph_format.space_before = Pt(10)
    dated = document.add_paragraph("{{ company.city }}, {{ today }}")
    dated.paragraph_format.space_before, dated.paragraph_format.space_after = Pt(22), Pt(14)


def _small(paragraph: Paragraph, text: str, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = alignment
    _grey(paragraph.add_run(text))
    _tight(paragraph)


def _grey(run: Any) -> None:
    run.font.size, run.font.color.rgb = Pt(8), GREY


def _tight(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.05


def _field(paragraph: Paragraph, name: str) -> None:
    """PAGE or NUMPAGES, which Word and LibreOffice count themselves."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        _grey(run)
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run.font.element.append(element)


def ruled(table: Any, widths: Sequence[Any]) -> None:
    """Columns as wide as told, thin grey lines, and the text of the first in line with the text around."""
    first = table.rows[0].cells[0].paragraphs[0].paragraph_format.element
    frame = next(first.iterancestors(qn("w:tbl"))).tblPr
    borders, indent = OxmlElement("w:tblBorders"), OxmlElement("w:tblInd")
    for side in ("top", "bottom", "insideH"):
        borders.append(_line(side))
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    frame.append(indent)
    frame.append(borders)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _line(side: str) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B9BEC5")):
        line.set(qn(f"w:{name}"), value)
    return line


def _line_above(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_line("top"))
    borders[0].set(qn("w:space"), "4")
    paragraph.paragraph_format.element.get_or_add_pPr().append(borders)
