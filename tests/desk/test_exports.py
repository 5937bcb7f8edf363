"""No cell of an exported list can become a formula, whatever a customer is called; figures and phone numbers stay."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape

import pytest

from cases.models import Case
from registry.models import Customer

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "  =", '"=')
HARMLESS = ("-12,50", "+39", "1.200", "Rossi = Bianchi", "a@b.example", 'Über-Öl; "no", x')
FORMULA = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@pytest.fixture
def named(office):
    """A case for each name, its subject the same words; by case number."""
    found = {}
    for n, lead in enumerate((*LEADS, *HARMLESS)):
        words = f"{lead}cmd|' /C calc'!A0" if lead in LEADS else lead
        case = office.case()
        customer = Customer.objects.create(company=office.company, code=f"C{900_000 + n}", name=words)
        Case.objects.of(office.company).filter(pk=case.pk).update(customer=customer, subject=words)
        found[case.number] = words
    return found


def fetched(client, kind: str) -> bytes:
    answer = client.get(f"/ecoverde/cases/file.{kind}")
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def cells_of_csv(data: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def cells_of_xlsx(data: bytes) -> tuple[list[str], str]:
    """Every text of the book, and the sheet's own XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [name for name in book.namelist() if name.endswith(".xml")]
        sheet = "".join(book.read(name).decode() for name in names if "worksheets" in name)
        texts = "".join(book.read(name).decode() for name in names)
    return [unescape(text) for text in re.findall(r"<t[^>]*>([^<]*)</t>", texts)], sheet


@pytest.mark.parametrize(("language", "delimiter"), [("it", ";"), ("en", ",")])
def test_no_cell_of_the_csv_starts_a_formula_and_every_text_reads_back(office, named, language, delimiter):
    rows = cells_of_csv(fetched(office.client("ada", language=language), "csv"), delimiter)
    shown = {row[0]: (row[3], row[5]) for row in rows[1:]}
    assert shown.keys() == named.keys()
    for number, words in named.items():
        harmless = words in HARMLESS
        for cell in shown[number]:
            assert cell == (words if harmless else f"'{words}" if not words.startswith('"') else words), repr(words)
            assert harmless or not FORMULA.match(cell.lstrip(" ")), repr(cell)


def test_no_cell_of_the_xlsx_is_a_formula_or_a_link(office, named):
    texts, sheet = cells_of_xlsx(fetched(office.client("ada"), "xlsx"))
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    for text in texts:
        assert text in HARMLESS or not FORMULA.match(text.lstrip(" ")), repr(text)
    assert set(HARMLESS) <= set(texts)
