"""Templates that users write: they fill letters in, and can do nothing else."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from documents.letters.rendering import LetterFailed, Written, plain, render

HARM = {
    "code": "{{ cycler.__init__.__globals__.os.popen('touch MARK').read() }}",
    "class": "{{ ''.__class__.__mro__ }}",
    "filter": "{{ name|attr('__class__') }}",
    "format": "{{ '%s'|format(name) }}",
    "call": "{{ name.upper() }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "import": "{% import 'os' as os %}",
    "include": "{% include '/etc/passwd' %}",
    "long text": "{{ 'A' * 1000000000 }}",
    "percent": "{{ '%1000000000d' % 1 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "range": "{% for n in range(1000000000) %}x{% endfor %}",
    "nested loops": "".join(f"{{% for a{n} in rows %}}" for n in range(9)) + "x" + "{% endfor %}" * 9,
    "syntax": "{{ name ",
}


def filled(folder: Path, text: str, **values: object) -> Written:
    document, template = docx.Document(), folder / "template.docx"
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(template))
    return render(template.read_bytes(), {"name": "Rossi", "rows": list(range(10)), **values})


def words(letter: Written) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(letter.content)).paragraphs if paragraph.text]


@pytest.mark.parametrize("harm", HARM)
def test_a_template_can_do_no_harm(harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LetterFailed):
        filled(tmp_path, HARM[harm].replace("MARK", str(tmp_path / "mark")))
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("name", ["Rossi & Figli <srl>", '"D\'Angelo"', "شركة", "{{ 7*7 }}", "{% raw %}", "x" * 10_000])
def test_a_value_arrives_verbatim_and_changes_nothing_else(name: str, tmp_path: Path) -> None:
    letter = filled(tmp_path, "Spett. {{ name }} fine\nDistinti saluti", name=name)
    assert words(letter) == [f"Spett. {name} fine", "Distinti saluti"]


def test_fields_loops_conditions_and_sums_work(tmp_path: Path) -> None:
    text = "{{ customer.city|upper }} {{ day }} {{ 7 * 7 }}\n{% if rows|length > 2 %}molte{% endif %}\n"
    letter = filled(
        tmp_path,
        text + "{% for row in rows %}{{ loop.index }}={{ row.code }};{% endfor %}",
        customer={"city": "Forlì"},
        day=date(2026, 11, 21),
        rows=[{"code": "a"}, {"code": "b"}, {"code": Decimal("1.50")}],
    )
    assert words(letter) == ["FORLÌ 2026-11-21 49", "molte", "1=a;2=b;3=1.50;"]


def test_empty_fields_are_named(tmp_path: Path) -> None:
    letter = filled(tmp_path, "Spett. {{ nome }} di {{ customer.town }}.", customer={})
    assert (words(letter), letter.missing) == (["Spett.  di ."], ("nome", "customer.town"))


def test_nothing_but_plain_values_reaches_a_template() -> None:
    with pytest.raises(TypeError):
        plain({"case": object()})
    assert plain({"text": "a\0b"}) == {"text": "a b"}
