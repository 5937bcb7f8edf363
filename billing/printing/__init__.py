"""Statements of account on paper: a PDF set by typst from plain words; nothing a customer wrote is taken for markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).with_name("statement.typ")


def statement_pdf(said: dict[str, Any]) -> bytes:
    """The PDF of a statement whose every word is given: see `statement.typ` for the names."""
    pdf = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"said": json.dumps(said)})
    return bytes(pdf)
