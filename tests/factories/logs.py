"""Event logs as other systems write them, and mappings that read them."""

from __future__ import annotations

import copy
import csv
import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

START = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)
HEADER = ("case", "activity", "time", "who", "role", "year", "delivery", "code")

MAPPING: dict[str, Any] = {
    "source": "old",
    "case": {"id": "case"},
    "activity": {
        "column": "activity",
        "transitions": {
            "asked": "open",
            "sent": "submit",
            "passed": "pass_on",
            "returned": "return_to_draft",
            "reviewed": "conclude_review",
            "approved": "approve",
            "rejected": "reject",
        },
    },
    "time": {"column": "time"},
    "actor": {"column": "who"},
    "role": {
        "column": "role",
        "duties": {
            "desk": ["enter", "check"],
            "lab": ["review"],
            "sales": ["decide"],
        },
    },
    "dossier": {
        "quantity_per_year": {"column": "year", "type": "decimal"},
        "quantity_per_delivery": {"column": "delivery", "type": "decimal"},
        "waste_code": {"column": "code"},
    },
    "facts": {"code_exists": {"value": True}},
}


def mapping(**tables: Any) -> dict[str, Any]:
    """The mapping of these logs with some tables changed; None takes a table off."""
    told = copy.deepcopy(MAPPING)
    for name, table in tables.items():
        if table is None:
            told.pop(name)
        elif isinstance(table, dict) and isinstance(told.get(name), dict):
            told[name].update(table)
        else:
            told[name] = table
    return told


def row(case: str, activity: str, *, who: str = "", role: str = "", hours: float = 0, **cells: str) -> dict[str, str]:
    """One event; `hours` after the start."""
    at = (START + timedelta(hours=hours)).isoformat()
    return {"case": case, "activity": activity, "time": at, "who": who, "role": role, **cells}


def whole(case: str, upto: int = 5, **cells: str) -> list[dict[str, str]]:
    """A case that goes well, up to so many events; different people, one event an hour."""
    sheet = {"year": "100", "delivery": "10", "code": "170504", **cells}
    rows = [
        row(case, "asked", who="Anna", role="desk", hours=0, **sheet),
        row(case, "sent", who="Anna", role="desk", hours=1),
        row(case, "passed", who="Bruno", role="desk", hours=2),
        row(case, "reviewed", who="Carla", role="lab", hours=3),
        row(case, "approved", who="Dora", role="sales", hours=4),
    ]
    return rows[:upto]


def write_csv(path: Path, rows: Sequence[dict[str, str]], header: Sequence[str] = HEADER) -> Path:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as stream:  # type: ignore[operator]
        table = csv.DictWriter(stream, header)
        table.writeheader()
        table.writerows(rows)
    return path


def write_xes(path: Path, rows: Sequence[dict[str, str]], doctype: str = "") -> Path:
    """The same rows as XES; the case id becomes the trace's concept:name."""
    traces: dict[str, list[str]] = {}
    for each in rows:
        cells = "".join(
            f"<{'date' if key == 'time' else 'string'} key={quoteattr(key)} value={quoteattr(value)}/>\n"
            for key, value in each.items()
            if key != "case"
        )
        traces.setdefault(each["case"], []).append(f"<event>\n{cells}</event>\n")
    body = "".join(
        f'<trace>\n<string key="concept:name" value={quoteattr(case)}/>\n{"".join(events)}</trace>\n'
        for case, events in traces.items()
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<log xmlns="http://www.xes-standard.org/">\n{body}</log>\n'
    )
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8") as stream:  # type: ignore[operator]
        stream.write(text)
    return path
