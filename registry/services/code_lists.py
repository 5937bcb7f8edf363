"""Bring the code lists in line with their files: what is new is added, what differs is changed, nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from django.db import models, transaction

from registry.models import Code, WasteCode, WasteCodeChange
from registry.services.code_rows import Row, RowError, Sheet, read_changes, read_codes, read_waste_codes

M = TypeVar("M", bound=models.Model)
SEEDS: Final = Path(__file__).resolve().parent.parent / "seeds"
CODE_FILES: Final = (
    "rentri_codelists.csv",
    "provinces.csv",
    "presumed_delivery.csv",
    "consent_review.csv",
    "landfill_limits.csv",
)
CODE_KEY: Final = ("list", "code", "valid_from")
CHANGE_KEY: Final = ("code_prefix", "applies_from", "change")
WASTE_KEY: Final = ("code", "valid_from")
_DAY = timedelta(days=1)


class CodeFileRefused(ValueError):
    """A file was refused as a whole; `errors` says line by line what to correct."""

    def __init__(self, path: Path, errors: list[RowError]) -> None:
        self.path, self.errors = path, errors
        super().__init__(f"{path.name}: {len(errors)} errors, nothing was loaded")


@dataclass(frozen=True, slots=True)
class Tally:
    """What loading one file did."""

    title: str
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_seeds(folder: Path = SEEDS) -> list[Tally]:
    """Load every code list that ships with the product. Loading twice changes nothing. Raises CodeFileRefused."""
    codes = [row for name in CODE_FILES for row in _good(folder / name, read_codes(folder / name))]
    changes = _good(folder / "waste_code_changes.csv", read_changes(folder / "waste_code_changes.csv"))
    wastes = _good(folder / "waste_codes.csv", read_waste_codes(folder / "waste_codes.csv"))
    return [
        _Merge(Code.objects.all(), CODE_KEY, codes).write("code lists"),
        _Merge(WasteCodeChange.objects.all(), CHANGE_KEY, changes).write("changes of the waste list"),
        _load_wastes("waste list", wastes),
    ]


@transaction.atomic
def load_waste_list(path: Path) -> Tally:
    """Load an official waste list over what is there; a new wording ends the one before it. Raises CodeFileRefused."""
    rows = _good(path, read_waste_codes(path))
    return _load_wastes(path.name, [{"confirmed": True, **row} for row in rows])


def _good(path: Path, sheet: Sheet) -> list[Row]:
    if sheet.errors:
        raise CodeFileRefused(path, sheet.errors)
    return sheet.rows


def _load_wastes(title: str, rows: list[Row]) -> Tally:
    """Merge by code and first day, then let every wording end the day before the next, or when the code is deleted."""
    deleted = dict(WasteCodeChange.objects.filter(change="deleted").values_list("code_prefix", "applies_from"))
    merged = _Merge(WasteCode.objects.all(), WASTE_KEY, [{"valid_to": None, **row} for row in rows])
    by_code: dict[str, list[WasteCode]] = {}
    for entry in sorted(merged.rows, key=attrgetter("code", "valid_from")):
        by_code.setdefault(entry.code, []).append(entry)
    for code, wordings in by_code.items():
        for earlier, later in pairwise(wordings):
            earlier.valid_to = _earlier(earlier.valid_to, later.valid_from - _DAY)
        if code in deleted and wordings[-1].valid_from < deleted[code]:
            wordings[-1].valid_to = _earlier(wordings[-1].valid_to, deleted[code] - _DAY)
    return merged.write(title)


def _earlier(stated: date | None, limit: date) -> date:
    return limit if stated is None else min(stated, limit)


class _Merge(Generic[M]):
    """The rows of a table with those of a file laid over them, remembering what each looked like."""

    def __init__(self, table: models.QuerySet[M], key: tuple[str, ...], rows: list[Row]) -> None:
        self.table = table
        self.columns = sorted({name for values in rows for name in values})
        found = {tuple(getattr(row, name) for name in key): row for row in table}
        self.before = {id(row): self._values(row) for row in found.values()}
        for values in rows:
            row = found.setdefault(tuple(values[name] for name in key), table.model())
            for name, value in values.items():
                setattr(row, name, value)
        self.rows = list(found.values())

    def write(self, title: str) -> Tally:
        """Insert the new rows, update the different ones, count."""
        new = [row for row in self.rows if id(row) not in self.before]
        changed = [row for row in self.rows if self.before.get(id(row), self._values(row)) != self._values(row)]
        self.table.bulk_create(new, batch_size=500)
        if changed:
            self.table.bulk_update(changed, self.columns, batch_size=100)
        return Tally(title, len(new), len(changed), len(self.rows) - len(new) - len(changed))

    def _values(self, row: M) -> list[Any]:
        return [getattr(row, name) for name in self.columns]
