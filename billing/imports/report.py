"""What became of a file, line by line where something stands against a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from billing.models.ledger import ZERO
from cases.rules.chain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billing.imports.reasons import Reason

SHOWN: Final = 500


@dataclass(slots=True)
class Report:
    """Counts of a file; `wrong` lines are not brought in, `noted` ones are, with a remark."""

    rows: int = 0
    new: int = 0
    unchanged: int = 0
    wrong: int = 0
    noted: int = 0
    payments: int = 0
    allocated: int = 0
    amount: Decimal = ZERO
    paid: Decimal = ZERO
    lines: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    locked: set[int] = field(default_factory=set)
    """Whose ledgers this run has locked."""

    def refuse(self, line: int, reasons: Iterable[Reason]) -> None:
        """A line that is not brought in."""
        self.wrong += 1
        self._add(line, reasons, wrong=True)

    def note(self, line: int, reasons: Iterable[Reason]) -> None:
        """A line that is brought in with a remark."""
        self.noted += 1
        self._add(line, reasons, wrong=False)

    def _add(self, line: int, reasons: Iterable[Reason], *, wrong: bool) -> None:
        if len(self.lines) < SHOWN:
            said = [{"code": reason.code, "params": plain(dict(reason.params))} for reason in reasons]
            self.lines.append({"line": line, "wrong": wrong, "reasons": said})

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with the run."""
        names = ("rows", "new", "unchanged", "wrong", "noted", "payments", "allocated", "amount", "paid", "lines")
        return {**{name: plain(getattr(self, name)) for name in names}, "unknown": self.unknown[:SHOWN]}
