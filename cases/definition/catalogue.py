"""The processes of this installation; each registers itself when its app is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.definition.process import Process

_processes: dict[str, Process] = {}


class UnknownProcess(LookupError):
    """No process of that code is installed."""


def register(process: Process) -> None:
    """Make a process known. Raises ValueError when its code or number series is taken by another."""
    for other in _processes.values():
        if other is not process and (other.code == process.code or other.number_series == process.number_series):
            raise ValueError(f"{process.code}: code or number series already used by {other.code}")
    _processes[process.code] = process


def unregister(code: str) -> None:
    """Forget a process (tests only: paper processes come and go)."""
    _processes.pop(code, None)


def get(code: str) -> Process:
    """The process called `code`. Raises UnknownProcess."""
    try:
        return _processes[code]
    except KeyError:
        raise UnknownProcess(code) from None


def processes() -> list[Process]:
    """All processes, by code."""
    return [_processes[code] for code in sorted(_processes)]
