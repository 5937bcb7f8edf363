"""Twenty-six awkward names: shown as they were when they are honest, disarmed when they are not, never a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from documents.checks.names import clean_name, extension_of
from documents.models import Document
from documents.queries.downloads import disposition_header
from documents.services.refusals import UploadRefused

KEPT = [
    "analisi.pdf",
    "Analisi rifiuto 17 05 04 (rev. 2).pdf",
    "perché così.pdf",
    "Rossi & Figli S.n.c..pdf",
    "D'Angelo – offerta.pdf",
    "счёт.pdf",
    "発注書.pdf",
    "تقرير.pdf",
    "emoji 📄.pdf",
    "100% vero.pdf",
    "a;b,c=d.pdf",
    "contratto.exe.pdf",
]
DISARMED = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\rossi\\analisi.pdf": "analisi.pdf",
    "/etc/cron.d/x.pdf": "x.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie_ x=1.pdf",
    "a\0b.pdf": "ab.pdf",
    'virgolette".pdf': "virgolette_.pdf",
    "<script>alert(1)</script>.pdf": "script_.pdf",
    "fattura\u202efdp.pdf": "fatturafdp.pdf",
    "zero\u200bwidth.pdf": "zerowidth.pdf",
    "perche\u0301.pdf": "perché.pdf",
    "CON.pdf": "_CON.pdf",
    "  spazi   in  mezzo .pdf . ": "spazi in mezzo .pdf",
    "a" * 300 + ".pdf": "a" * 196 + ".pdf",
}


def test_there_are_twenty_six_names() -> None:
    assert len(KEPT) + len(DISARMED) + len(["fattura\u202efdp.exe"]) == 26


@pytest.mark.parametrize("name", [*KEPT, *DISARMED], ids=ascii)
def test_an_awkward_name_is_kept_or_disarmed(name: str, upload: Callable[..., Document], store_folder: Path) -> None:
    document = upload(name=name)
    assert document.file_name == DISARMED.get(name, name)
    files = [path for path in store_folder.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [str(document.file.uuid)]


@pytest.mark.parametrize("name", [*KEPT, *DISARMED], ids=ascii)
def test_the_header_of_any_name_is_one_line_of_plain_letters(name: str) -> None:
    header = disposition_header("attachment", name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_a_program_that_calls_itself_fattura_exe_backwards_is_refused(upload: Callable[..., Document]) -> None:
    with pytest.raises(UploadRefused) as answer:
        upload(name="fattura\u202efdp.exe")
    assert answer.value.refusals[0].code == "type_not_accepted"


def test_the_exact_name_travels_beside_the_plain_one() -> None:
    header = disposition_header("attachment", "perché.pdf")
    assert header == "attachment; filename=\"perch_.pdf\"; filename*=UTF-8''perch%C3%A9.pdf"


def test_cleaning_twice_is_cleaning_once() -> None:
    for name in (*KEPT, *DISARMED):
        once = clean_name(name, limit=200)
        assert clean_name(once, limit=200) == once
        assert extension_of(once) == "pdf"
