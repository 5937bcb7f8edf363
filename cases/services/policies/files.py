"""Policies as files: JSON for every kind, a spreadsheet for tables; what comes back is the same content.

Every cell of a spreadsheet is written as text, so that nothing in it is ever a formula. The name of the sheet ends
with the notation its numbers and days are written in: it is never guessed.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from cases.rules.policies.errors import PolicyError
from cases.rules.policies.kinds import read_table
from cases.rules.tables.errors import TableInvalid
from cases.rules.tables.notation import Notation
from cases.rules.tables.sheet import read_sheet, write_sheet
from cases.services.policies.contents import canonical, with_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.rules.tables.model import Table
    from cases.services.policies.keys import PolicyKey

LARGEST: Final = 2_000_000
LARGEST_UNPACKED: Final = 40_000_000
NAME: Final = 24
"""A sheet's name has 31 characters: the notation needs the rest."""


def to_json(key: PolicyKey, content: Mapping[str, object]) -> bytes:
    """A policy as a readable file."""
    named = {"process": key.process_code, "kind": key.kind, "code": key.code}
    return json.dumps({**named, "content": content}, ensure_ascii=False, indent=2).encode()


def from_json(key: PolicyKey, written: bytes) -> dict[str, Any]:
    """The content of a file. Raises TableInvalid: not JSON, another policy's, or wrong in itself."""
    _check_size(written)
    try:
        stated = json.loads(written)
    except json.JSONDecodeError as error:
        raise TableInvalid([PolicyError("policy.not_json", line=error.lineno, sign=error.colno)]) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise TableInvalid([PolicyError("policy.not_text")]) from error
    if not isinstance(stated, dict) or not isinstance(stated.get("content"), dict):
        raise TableInvalid([PolicyError("table.missing_key", key="content")])
    for name, wanted in (("process", key.process_code), ("kind", key.kind), ("code", key.code)):
        if stated.get(name) != wanted:
            raise TableInvalid([PolicyError("policy.code", found=str(stated.get(name)), wanted=wanted)])
    return canonical(key.kind, stated["content"])


def to_xlsx(table: Table, notation: Notation) -> bytes:
    """The rows of a table as a spreadsheet in a notation."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet = book.add_worksheet(f"{table.code[:NAME]} ({notation.value})")
        for number, line in enumerate(write_sheet(table, notation)):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell, text if number else head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(table.inputs) + len(table.outputs) + 3, 18)
    return written.getvalue()


def from_xlsx(content: Mapping[str, object], written: bytes) -> dict[str, Any]:
    """The content with the rows of a spreadsheet instead of its own. Raises TableInvalid, errors by row and cell."""
    return with_rows(rows_of(read_table(content), written), content)


def rows_of(table: Table, written: bytes) -> Table:
    """The table with the rows of a spreadsheet instead of its own. Raises TableInvalid, errors by row and cell."""
    _check_size(written)
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise TableInvalid([PolicyError("policy.file_size")])
        book = CalamineWorkbook.from_filelike(io.BytesIO(written))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise TableInvalid([PolicyError("policy.not_sheet")]) from error
    notation = _notation_of(book.sheet_names[0])
    return read_sheet(table, lines, notation)


def _notation_of(name: str) -> Notation:
    for notation in Notation:
        if name.endswith(f"({notation.value})"):
            return notation
    raise TableInvalid([PolicyError("policy.notation")])


def _check_size(written: bytes) -> None:
    if len(written) > LARGEST:
        raise TableInvalid([PolicyError("policy.file_size")])
