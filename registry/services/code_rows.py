"""Code lists as files: read whole, every wrong cell reported with its line, column and what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, Final

from registry.models.codes import EntryType

Row = dict[str, Any]
_YES_NO: Final = {"1": True, "0": False, "yes": True, "no": False, "si": True, "sì": True, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong cell of a file."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(slots=True)
class Sheet:
    """What a file holds: the good rows, and everything wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class WrongCell(ValueError):
    """A cell that cannot be read; the message says what to write instead."""


def read_codes(path: Path) -> Sheet:
    """A file of general code lists: list, code, labels, position, dates, source, and what a list has besides."""
    sheet = _read(path, _CODE_COLUMNS, needed=("list", "code", "label_it", "valid_from", "source"))
    for row in sheet.rows:
        row["extra"] = {name: value for name in _FURTHER if (value := row.pop(name, None))}
    return _once(sheet, ("list", "code", "valid_from"))


def read_changes(path: Path) -> Sheet:
    """A file of amendments of the waste list."""
    return _once(
        _read(path, _CHANGE_COLUMNS, needed=("code_prefix", "change", "applies_from", "source")),
        ("code_prefix", "applies_from", "change"),
    )


def read_waste_codes(path: Path) -> Sheet:
    """A file of the waste list; an asterisk after the code says hazardous where no column does."""
    sheet = _read(path, _WASTE_COLUMNS, needed=("code", "entry_type", "description_it", "valid_from", "source"))
    good = [row for row in sheet.rows if not _contradicts(row, sheet.errors)]
    return _once(Sheet(good, sheet.errors), ("code", "valid_from"))


def _read(path: Path, columns: Mapping[str, Callable[[str], Any]], *, needed: tuple[str, ...]) -> Sheet:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return Sheet(errors=[RowError(1, "-", f"the file cannot be read as UTF-8 text: {error}")])
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(StringIO(text), delimiter=separator)
    absent = [name for name in needed if name not in (reader.fieldnames or ())]
    if absent:
        return Sheet(errors=[RowError(1, name, "the column is missing; add it to the heading") for name in absent])
    sheet = Sheet()
    for cells in reader:
        _read_line(sheet, reader.line_num, cells, columns, needed)
    return sheet


def _read_line(
    sheet: Sheet,
    line: int,
    cells: Mapping[str, str | None],
    columns: Mapping[str, Callable[[str], Any]],
    needed: tuple[str, ...],
) -> None:
    row: Row = {"_line": line}
    before = len(sheet.errors)
    for name in columns.keys() & cells.keys():
        cell = (cells[name] or "").strip()
        try:
            row[name] = _filled(cell) if name in needed and not cell else columns[name](cell)
        except WrongCell as wrong:
            sheet.errors.append(RowError(line, name, str(wrong)))
    if "hazardous" in columns.keys() - cells.keys() and (cells["code"] or "").strip().endswith("*"):
        row["hazardous"] = True
    if len(sheet.errors) == before:
        sheet.rows.append(row)


def _once(sheet: Sheet, key: tuple[str, ...]) -> Sheet:
    """Reports rows that repeat the key of an earlier one, sorts the errors and drops the line numbers."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in sheet.rows:
        line = row.pop("_line")
        first = seen.setdefault(tuple(row[name] for name in key), line)
        if first != line:
            sheet.errors.append(RowError(line, key[0], f"the same entry stands on line {first}; keep one of them"))
    sheet.errors.sort(key=lambda error: (error.line, error.column))
    return sheet


def _contradicts(row: Row, errors: list[RowError]) -> bool:
    """The hazard flag, the asterisk and the entry type must say the same."""
    by_type = row["entry_type"] in (EntryType.AH, EntryType.MH)
    stated = row.setdefault("hazardous", by_type)
    if stated != by_type:
        meaning = f"{row['entry_type']} means {'hazardous' if by_type else 'not hazardous'}"
        errors.append(RowError(row["_line"], "entry_type", f"{meaning}, the code says otherwise; correct one of them"))
    if (last := row.get("valid_to")) and last < row["valid_from"]:
        errors.append(RowError(row["_line"], "valid_to", "the last day comes before the first; correct one of them"))
        return True
    return bool(stated != by_type)


def _filled(cell: str) -> str:
    if not cell:
        raise WrongCell("is empty; fill it in")
    return cell


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise WrongCell(f"{cell!r} is not a day; write it like 2026-12-09") from error


def _day_or_none(cell: str) -> date | None:
    return _day(cell) if cell else None


def _number(cell: str) -> int:
    if cell and not cell.isdigit():
        raise WrongCell(f"{cell!r} is not a number; write digits only")
    return int(cell or 0)


def _amount(cell: str) -> str:
    """Kept as written: a list of codes is text in the database."""
    if cell and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell):
        raise WrongCell(f"{cell!r} is not an amount; write digits with a point, such as 0.05")
    return cell


def _flag(cell: str) -> bool:
    if cell.lower() not in _YES_NO:
        raise WrongCell(f"{cell!r} is neither 1 nor 0; write 1 for yes, 0 for no")
    return _YES_NO[cell.lower()]


def _waste_code(cell: str) -> str:
    code = re.sub(r"[\s.*]", "", cell)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise WrongCell(f"{cell!r} is not a waste code; write six digits such as 170503")
    return code


def _waste_codes(cell: str) -> list[str]:
    return sorted(_waste_code(each) for each in cell.split())


def _entry_type(cell: str) -> str:
    if cell not in EntryType.values:
        raise WrongCell(f"{cell!r} is not an entry type; write AH, AN, MH or MN")
    return cell


def _prefix(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{2}([0-9]{2}){0,2}", cell):
        raise WrongCell(f"{cell!r} is not a code, sub-chapter or chapter; write 6, 4 or 2 digits")
    return cell


_TEXT: Final[Callable[[str], Any]] = str
_DATES: Final[dict[str, Callable[[str], Any]]] = {"valid_from": _day, "valid_to": _day_or_none, "source": _TEXT}
_FURTHER: Final = ("law_label", "days", "unit", "most", "to_confirm")
_CODE_COLUMNS: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("list", "code", "label_it", "label_en", "law_label", "unit"), _TEXT),
    **dict.fromkeys(("position", "days"), _number),
    "most": _amount,
    "to_confirm": _flag,
    **_DATES,
}
_CHANGE_COLUMNS: Final[dict[str, Callable[[str], Any]]] = {
    "code_prefix": _prefix,
    "applies_from": _day,
    **dict.fromkeys(("change", "detail_it", "detail_en", "confidence", "source"), _TEXT),
}
_WASTE_COLUMNS: Final[dict[str, Callable[[str], Any]]] = {
    "code": _waste_code,
    "hazardous": _flag,
    "entry_type": _entry_type,
    "mirror_partners": _waste_codes,
    **dict.fromkeys(("description_it", "description_en", "chapter_en", "subchapter_en", "note"), _TEXT),
    "confirmed": _flag,
    **_DATES,
}
