"""Do the processes of an installation keep out of each other's way?"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition.process import Process

RESERVED: Final = frozenset(
    {"admin", "case", "cases", "clock", "comment", "deadline", "document", "hold", "registry", "work"}
)
"""Beginnings of events and duties that belong to no process."""

CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
SERIES: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}")


def check(processes: Sequence[Process]) -> Iterator[Finding]:
    """Codes, number series and event kinds that are used twice or malformed."""
    yield from _names(processes)
    yield from _shared(processes, "number_series_clash", lambda process: [process.number_series], "number series")
    yield from _shared(processes, "event_kind_clash", _kinds, "event kind")


def _names(processes: Sequence[Process]) -> Iterator[Finding]:
    for process in processes:
        if not CODE.fullmatch(process.code) or process.code in RESERVED:
            message = f"“{process.code}” is not free: small letters, and none of {', '.join(sorted(RESERVED))}"
            yield Finding("code_not_free", process.code, "code", message)
        if not SERIES.fullmatch(process.number_series):
            message = f"“{process.number_series}” is no series: one to ten capitals and digits"
            yield Finding("number_series_misspelt", process.code, "number_series", message)


def _kinds(process: Process) -> list[str]:
    return [f"{process.code}.{transition.code}" for transition in (process.opening, *process.transitions)]


def _shared(processes: Sequence[Process], code: str, names: _Names, what: str) -> Iterator[Finding]:
    users: dict[str, list[str]] = defaultdict(list)
    for process in processes:
        for name in names(process):
            users[name].append(process.code)
    for name, codes in users.items():
        if len(codes) > 1:
            yield Finding(code, codes[-1], name, f"{what} also used by {', '.join(sorted(set(codes[:-1])))}")


if TYPE_CHECKING:
    from collections.abc import Callable

    _Names = Callable[[Process], list[str]]
