"""What customers are called arrives in their letters as it is, and changes nothing else of them."""

from __future__ import annotations

import io
from datetime import date

import docx
import pypdfium2
import pytest

from documents.letters.rendering import Press, plain
from documents.letters.typeset import Paper, Sheet, Typesetter, merged
from tests.documents.naughty import EVERY, NAMES
from tests.factories.letters import word

SOURCE = """
# Oggetto: elenco

{% for line in lines %}
«{{ line.text }}»
{% endfor %}

| {% for line in lines %} |
| prima | «{{ line.text }}» |
| {% endfor %} |

Distinti saluti
"""
ON = date(2026, 11, 16)


def paragraphs(content: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]


def test_there_are_five_hundred_of_them() -> None:
    assert len(EVERY) >= 500


def test_five_hundred_naughty_strings_arrive_verbatim_in_a_word_letter_and_change_nothing_else() -> None:
    with Press(word(SOURCE)) as press:
        written = press.render({"lines": [{"text": text} for text in EVERY], "customer": {"country": "IT"}})
        tame = press.render({"lines": [{"text": "x"} for _ in EVERY], "customer": {"country": "IT"}})
    document = docx.Document(io.BytesIO(written.content))
    wanted = [f"«{plain(text)}»" for text in EVERY]
    assert [text for text in paragraphs(written.content) if text.startswith("«")] == wanted
    assert [row.cells[1].text for row in document.tables[0].rows] == wanted
    assert [row.cells[0].text for row in document.tables[0].rows] == ["prima"] * len(EVERY)
    rest = [[text for text in paragraphs(each.content) if not text.startswith("«")] for each in (written, tame)]
    assert rest[0] == rest[1]


def test_the_same_values_give_the_same_bytes() -> None:
    values = {"lines": [{"text": NAMES[0]}], "customer": {"country": "IT"}}
    with Press(word(SOURCE)) as press, Press(word(SOURCE)) as other:
        assert press.render(values).content == other.render(values).content


def sheet(text: str) -> Sheet:
    return Sheet(
        recipient=(text, "via Emilia 12"),
        dated="Ravenna",
        subject=text,
        paragraphs=(text,),
        closing=("Distinti saluti",),
        columns=("text",),
        head=("Voce",),
        rows=((text,),),
    )


def words(content: bytes) -> list[str]:
    """The text of each page, on one line."""
    with pypdfium2.PdfDocument(content) as opened:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in opened]


def test_naughty_strings_are_text_to_typst_whatever_they_look_like() -> None:
    short = [
        text for text in EVERY if len(text) < 200 and text.isprintable() and text.isascii() and text == text.strip()
    ]
    assert len(short) > 250
    with Typesetter(Paper("Rossi & Figli <srl>"), "it") as setter:
        pages = words(setter.set([sheet(text) for text in short], "x", on=ON))
        setter.set([sheet(text) for text in EVERY], "x", on=ON)
    assert len(pages) == len(short)
    wrong = [text for text, page in zip(short, pages, strict=True) if page.count(" ".join(text.split())) < 4]
    assert wrong == []
    assert all("Distinti saluti" in page and "Pagina 1 di 1" in page for page in pages)


def test_many_letters_become_one_batch_each_from_its_own_first_page() -> None:
    with Typesetter(Paper("EcoVerde"), "en") as setter:
        batch = merged(setter.set_in_parts((sheet(f"letter {n}") for n in range(7)), "x", on=ON, together=3))
    pages = words(batch)
    assert [f"letter {n}" in page and "Page 1 of 1" in page for n, page in enumerate(pages)] == [True] * 7


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_value_is_no_reason_to_fail(text: str) -> None:
    with Typesetter(Paper("EcoVerde"), "it") as setter:
        assert setter.set([sheet(text)], "", on=ON).startswith(b"%PDF-")
