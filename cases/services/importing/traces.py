"""The cases of a log: their steps in file order, what the file tells at each, and the rows nobody can use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.services.importing.records import NOT_TEXT, BadRow, broken
from cases.services.importing.values import BadCell, moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cases.services.importing.cells import Cells
    from cases.services.importing.mapping import LogMapping
    from cases.services.importing.people import People, Who
    from cases.services.importing.records import Record


@dataclass(frozen=True, slots=True)
class Step:
    """One event that the mapping makes a transition, or one of several."""

    line: int
    activity: str
    transitions: tuple[str, ...]
    at: datetime
    who: Who
    dossier: dict[str, object]
    facts: dict[str, object]


@dataclass(slots=True)
class Trace:
    """One case of the log. `problems` are its bad rows: a case with any is not let in."""

    case: str
    steps: list[Step] = field(default_factory=list)
    problems: list[BadRow] = field(default_factory=list)
    unmapped: int = 0
    subject: str = ""
    customer_id: int | None = None

    def backwards(self) -> list[Step]:
        """The steps whose time is before that of the step above them."""
        return [step for before, step in zip(self.steps, self.steps[1:], strict=False) if step.at < before.at]


class Gathering:
    """Sorts records into cases. Times after `now` cannot have happened."""

    def __init__(self, mapping: LogMapping, people: People, cells: Cells, now: datetime) -> None:
        self.mapping, self.people, self.cells, self.now = mapping, people, cells, now
        self.traces: dict[str, Trace] = {}
        self.orphans: list[BadRow] = []
        self.unmapped: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self.rows = self.left_out = 0

    def take(self, records: Iterable[Record | BadRow]) -> None:
        """Sort every record of a log."""
        for record in records:
            self.rows += 1
            if isinstance(record, BadRow):
                self._spoil(record)
            elif broken(record.cells):
                code, message = NOT_TEXT
                self._spoil(BadRow(line=record.line, code=code, message=message, hint="Repair the event."))
            elif self._is_event(record):
                self._add(record)
            else:
                self.left_out += 1

    def _is_event(self, record: Record) -> bool:
        return all(record.cells.get(column, "") in values for column, values in self.mapping.where.items())

    def _spoil(self, row: BadRow) -> None:
        if row.case:
            self._trace(row.case).problems.append(row)
        else:
            self.orphans.append(row)

    def _trace(self, case: str) -> Trace:
        if case not in self.traces:
            self.traces[case] = Trace(case)
        return self.traces[case]

    def _add(self, record: Record) -> None:
        case = record.cells.get(self.mapping.case_column, "")
        if not case:
            message = f"The column {self.mapping.case_column} is empty: whose event is this?"
            self._spoil(BadRow(line=record.line, code="no_case", message=message, hint="State the case id."))
            return
        trace = self._trace(case)
        activity = record.cells.get(self.mapping.activity_column, "")
        if activity in self.mapping.transitions:
            self._step(trace, record, activity)
        else:
            trace.unmapped += 1
            self.unmapped[activity] += 1
        trace.subject = record.cells.get(self.mapping.subject_column, "") or trace.subject
        self._customer(trace, record)

    def _step(self, trace: Trace, record: Record, activity: str) -> None:
        cells = record.cells
        name, role = cells.get(self.mapping.actor_column, ""), cells.get(self.mapping.role_column, "")
        if role and role not in self.mapping.role_duties:
            self.roles[role] += 1
        who = self.people.who(name, role)
        if who is None:
            self._bad(trace, record, "unknown_actor", f"“{name}” is nobody who is or was at work in the company.")
        try:
            at = self._moment(cells.get(self.mapping.time_column, ""))
            told = self.cells.dossier(cells), self.cells.facts(cells)
        except BadCell as bad:
            self._bad(trace, record, "bad_cell", str(bad))
            return
        if who is not None:
            transitions = self.mapping.transitions[activity]
            trace.steps.append(Step(record.line, activity, transitions, at, who, *told))

    def _moment(self, text: str) -> datetime:
        column = self.mapping.time_column
        if not text:
            raise BadCell(f"[{column}] the time is missing")
        try:
            at = moment(text, self.mapping.time_format, self.mapping.zone)
        except BadCell as bad:
            raise BadCell(f"[{column}] {bad}") from bad
        if at > self.now:
            raise BadCell(f"[{column}] {text} is in the future")
        return at

    def _customer(self, trace: Trace, record: Record) -> None:
        key = record.cells.get(self.mapping.customer_column, "")
        if not key or not self.cells.customers:
            return
        found = self.cells.customers.get(key)
        if found is None:
            self._bad(trace, record, "unknown_customer", f"No customer has {self.mapping.customer_match} “{key}”.")
        trace.customer_id = found or trace.customer_id

    def _bad(self, trace: Trace, record: Record, code: str, message: str) -> None:
        trace.problems.append(BadRow(line=record.line, code=code, message=message, hint=HINTS[code], case=trace.case))


HINTS = {
    "unknown_actor": "Enter the person in [actor.names] of the mapping, or create the account.",
    "bad_cell": "Correct the cell, or the type and format the mapping gives it.",
    "unknown_customer": "Create the customer first, or correct the cell.",
}
