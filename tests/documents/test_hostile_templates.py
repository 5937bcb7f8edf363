"""Templates written to do harm: refused at upload with their place, ended when they take too much."""

from __future__ import annotations

import io
import subprocess
import time
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import docx
import pytest
from jinja2.exceptions import TemplateError

from billing.letters import LETTERS as ACCOUNT
from documents.letters.checking import check
from documents.letters.generic import Occasion, fields_of, values_for
from documents.letters.plaintext import composed
from documents.letters.rendering import LetterFailed, Press
from documents.letters.sandbox import LetterEnvironment, grown
from tests.factories import cases as cast
from tests.factories import letters as make

START = ("''", "()", "[]", "{}", "name", "self", "cycler", "config", "request", "lipsum")
REACH = (
    "{S}.__class__.__mro__[1].__subclasses__()",
    "{S}.__init__.__globals__['os'].popen('touch MARK').read()",
    "{S}['__cla'~'ss__']",
    "{S}|attr('__class__')",
    "{S}|map(attribute='__class__')|list",
    "{S}.format.__globals__",
    "{S}.upper()",
    "({S}|string).format_map(name)",
    "{S}._private",
    "{S}[('_'*2)~'class'~('_'*2)]",
)
PAYLOADS = [
    *("{{ " + reach.replace("{S}", start) + " }}" for start, reach in product(START, REACH)),
    "{% import 'os' as os %}{{ os.popen('touch MARK') }}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call(x) name.run() %}{% endcall %}",
    "{% for x in name.__class__.__mro__ %}{{ x }}{% endfor %}",
]
LEAKS = ("<class", "<function", "<module", "<bound", "object at 0x", "popen", "root:")


def test_there_are_a_hundred_and_six_of_them() -> None:
    assert len(PAYLOADS) == 106


def test_none_of_a_hundred_payloads_runs_code_or_reads_what_is_private(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for payload in PAYLOADS:
        try:
            written = (
                LetterEnvironment().from_string(payload.replace("MARK", str(mark))).render(grown({"name": "Rossi"}))
            )
        except (TemplateError, TypeError, ValueError):
            continue
        assert not any(leak in written for leak in LEAKS), payload
    assert not mark.exists()


def test_payloads_are_refused_at_upload_each_with_its_paragraph_and_arithmetic_is_not() -> None:
    document = docx.Document()
    document.add_paragraph("{{ 7*7 }}")
    for payload in PAYLOADS[5:100:10]:
        document.add_paragraph(payload)
    document.add_paragraph("{% include '/etc/passwd' %}")
    document.add_paragraph("{{ request.waste_code ")
    written = io.BytesIO()
    document.save(written)
    findings = check(written.getvalue(), fields_of(make.REQUEST_LETTERS), "it").findings
    places = {found.place["paragraph"] for found in findings if found.place}
    assert 1 not in places
    assert {12, 13} <= places
    assert all(found.words for found in findings)
    with Press(composed("x", "{{ 7*7 }}")) as press:
        assert press.render({}).content == b"x\n\n49\n"


def test_a_child_that_eats_memory_or_time_is_ended_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """512 MB and ten seconds, here two, so that the test need not wait; the next letter comes from a new child."""
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    hungry = composed("x", "{% for a in rows %}{{ big }}{{ big }}{% endfor %}{{ name }}")
    with Press(hungry) as press:
        with pytest.raises(LetterFailed, match="time or memory"):
            press.render({"rows": list(range(1_000)), "big": "x" * 1_000_000, "name": ""})
        assert press.render({"rows": [], "name": "Rossi"}).content == b"x\n\nRossi\n"
    monkeypatch.setattr("documents.letters.rendering._PATIENCE", 2.0)
    endless = composed("x", "".join(f"{{% for a{n} in rows %}}" for n in range(6)) + "x" + "{% endfor %}" * 6)
    start = time.monotonic()
    with Press(endless) as press, pytest.raises(LetterFailed, match="time or memory"):
        press.render({"rows": list(range(100))})
    assert time.monotonic() - start < 8
    assert [child.returncode is None for child in started] == [False] * 3


def test_what_reaches_a_template_is_of_plain_types_only(db: None) -> None:
    company = cast.company()
    customer = cast.customer(company)
    for value in (company, customer, type(customer).objects.of(company)):
        with Press(composed("x", "y")) as press, pytest.raises(TypeError):
            press.render({"value": value})
    values = values_for(ACCOUNT, customer, Occasion(date(2026, 11, 22), "it"))
    assert {type(value) for value in _walked(values)} <= {str, int, bool, list, dict, Decimal, date, type(None)}


def _walked(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(each for entry in inner for each in _walked(entry))]
