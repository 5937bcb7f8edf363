"""Reading a log that is a table: .csv, plain or compressed."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from cases.services.importing.errors import LogUnreadable
from cases.services.importing.records import ENCODING_HINT, NOT_TEXT, BadRow, Record, broken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cases.services.importing.mapping import LogMapping


def read(lines: IO[str], mapping: LogMapping) -> Iterator[Record | BadRow]:
    """Every row as a record, in file order, under the line it starts on (the header is line 1).

    `lines` were opened with errors="surrogateescape", so that a broken byte spoils its row and no other.
    Raises LogUnreadable when there is no header, or a column that the mapping names is not in it.
    """
    rows = csv.reader(lines, delimiter=mapping.delimiter, strict=True)
    header = _header(rows, mapping.columns)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(line=line, code="not_a_row", message=f"The row is not CSV: {error}.", hint="Check its quotes.")
            continue
        if row:
            yield _record(line, row, header, mapping)


def _header(rows: Iterator[Sequence[str]], needed: Collection[str]) -> Mapping[str, int]:
    try:
        names = next(rows)
    except StopIteration:
        raise LogUnreadable("the file is empty: not even a header") from None
    except csv.Error as error:
        raise LogUnreadable(f"the header is not CSV: {error}; set [log] delimiter") from error
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name.strip(), place)
    missing = sorted(set(needed) - places.keys())
    if missing:
        raise LogUnreadable(
            f"the header has no column {', '.join(missing)}; it has {', '.join(places)}. "
            "Correct the mapping, or [log] delimiter"
        )
    return places


def _record(line: int, row: Sequence[str], header: Mapping[str, int], mapping: LogMapping) -> Record | BadRow:
    cells = {name: row[place].strip() for name, place in header.items() if place < len(row) and row[place].strip()}
    case = cells.get(mapping.case_column, "")
    if broken(cells):
        code, message = NOT_TEXT
        shown = "" if broken({"case": case}) else case
        return BadRow(line=line, code=code, message=message, hint=ENCODING_HINT, case=shown)
    if len(row) < max(header.values()) + 1:
        message = f"The row has {len(row)} cells, the header more."
        return BadRow(line=line, code="cells_missing", message=message, hint="Complete the row.", case=case)
    return Record(line, cells)
