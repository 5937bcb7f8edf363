"""Policies as their pages show them: the list, a table with what became of each row, differences, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.definition import catalogue
from cases.queries.policies import PRODUCT
from cases.rules.policies.kinds import Kind
from cases.rules.tables.columns import Column, Output
from cases.rules.tables.columns import Kind as ColumnKind
from cases.rules.tables.grid import write_cell
from cases.rules.tables.model import Row, Table
from cases.rules.tables.notation import Notation, write_value
from cases.rules.tables.sheet import heading, write_sheet
from cases.rules.tables.trace import Fate, Trace
from desk.forms.policies import RULE_LABELS, UNIT_LABELS, in_words

KINDS = {
    Kind.TABLE: gettext_lazy("Decision table"),
    Kind.REQUIREMENT: gettext_lazy("Required documents"),
    Kind.CLOCK: gettext_lazy("Term"),
    Kind.CALENDAR: gettext_lazy("Closing days"),
    Kind.ASSIGNMENT: gettext_lazy("Assignment of work"),
    Kind.SEPARATION: gettext_lazy("Separation of duties"),
    Kind.SERIES: gettext_lazy("Case numbers"),
}
FATES = {
    Fate.ANSWERED: (gettext_lazy("answers"), "good"),
    Fate.MATCHED_LATER: (gettext_lazy("matches, but a row above answers"), "wait"),
    Fate.CLASHED: (gettext_lazy("matches together with another row"), "bad"),
    Fate.MISSED: (gettext_lazy("does not match"), "calm"),
    Fate.NOT_VALID: (gettext_lazy("does not count on this day"), "calm"),
}
TYPES = {
    ColumnKind.NUMBER: gettext_lazy("number"),
    ColumnKind.AMOUNT: gettext_lazy("amount"),
    ColumnKind.DATE: gettext_lazy("day"),
    ColumnKind.CHOICE: gettext_lazy("choice"),
    ColumnKind.YES_NO: gettext_lazy("yes or no"),
    ColumnKind.TEXT: gettext_lazy("text"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column: `hint` says what it takes."""

    code: str
    label: str
    hint: str
    is_output: bool = False


@dataclass(frozen=True, slots=True)
class CellShown:
    """What a row asks or answers in a column; `missed` is the input that did not fit."""

    head: Head
    text: str
    missed: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class LineShown:
    """A row of a table, with what became of it and how many real cases it answered."""

    id: str
    cells: Sequence[CellShown]
    days: str = ""
    note: str = ""
    fate: str = ""
    tone: str = ""
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two versions in one row."""

    row: str
    what: str
    lines: Sequence[tuple[str, str, str]] = field(default_factory=tuple)


def label_of(kind: str, process_code: str, code: str, content: Mapping[str, Any]) -> str:
    """What a policy is called."""
    if Kind(kind).is_table:
        said = str(content.get("label", ""))
        return _(said) if said else code
    process = None if process_code == PRODUCT else catalogue.get(process_code)
    if kind == Kind.CLOCK and process is not None:
        return next((str(clock.label) for clock in process.clocks if clock.code == code), code)
    if kind == Kind.ASSIGNMENT and process is not None:
        return process.state_label(code)
    return str(KINDS[Kind(kind)])


def sections(label: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The rules of one process by kind, in the order of the kinds; those changed by us are counted."""
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return {
        "label": label,
        "ours": sum(1 for row in rows if row["is_ours"]),
        "kinds": [(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds],
    }


def heads(table: Table) -> list[Head]:
    """The columns, inputs first."""
    inputs = [Head(column.code, column.label or column.code, _hint(column)) for column in table.inputs]
    outputs = [Head(each.code, each.label or each.code, _hint(each), is_output=True) for each in table.outputs]
    return [*inputs, *outputs]


def _hint(column: Column | Output) -> str:
    return ", ".join(column.choices) if column.choices else str(TYPES[column.kind])


def lines(table: Table, notation: Notation, trace: Trace | None, hits: Mapping[str, int] | None) -> list[LineShown]:
    """The rows in order, the default row last."""
    shown = [_line(table, row, notation, trace, hits) for row in table.rows]
    if table.default is not None:
        default = Row(id="default", then=table.default)
        answered = trace is not None and trace.decision is not None and trace.decision.by_default
        fate, tone = FATES[Fate.ANSWERED] if answered else ("", "")
        shown.append(LineShown(_("otherwise"), _cells(table, default, notation, {}), fate=str(fate), tone=tone))
    return shown


def _line(table: Table, row: Row, notation: Notation, trace: Trace | None, hits: Mapping[str, int] | None) -> LineShown:
    told = next((each for each in trace.rows if each.row_id == row.id), None) if trace else None
    missed = (
        {miss.column: write_value(miss.value, table.column(miss.column), notation) for miss in told.misses}
        if told
        else {}
    )
    fate, tone = FATES[told.fate] if told else ("", "")
    return LineShown(
        id=row.id,
        cells=_cells(table, row, notation, missed),
        days=_days(row, notation),
        note=row.note,
        fate=str(fate),
        tone=tone,
        cases=None if hits is None else hits.get(row.id, 0),
    )


def _cells(table: Table, row: Row, notation: Notation, missed: Mapping[str, str]) -> list[CellShown]:
    shown = []
    for head in heads(table):
        if head.is_output:
            output = next(each for each in table.outputs if each.code == head.code)
            value = row.then[head.code]
            shown.append(CellShown(head, "" if value is None else write_value(value, output, notation)))
        else:
            text = write_cell(row.cell(head.code), table.column(head.code), notation)
            shown.append(CellShown(head, text, missed.get(head.code, ""), is_open=text == "-"))
    return shown


def _days(row: Row, notation: Notation) -> str:
    ends = [_written(day, notation) for day in (row.valid_from, row.valid_to)]
    if row.valid_from and row.valid_to:
        return _("from %(first)s to %(last)s") % {"first": ends[0], "last": ends[1]}
    if row.valid_from:
        return _("from %(first)s") % {"first": ends[0]}
    return _("until %(last)s") % {"last": ends[1]} if row.valid_to else ""


def _written(day: date | None, notation: Notation) -> str:
    if day is None:
        return ""
    return f"{day:%d/%m/%Y}" if notation is Notation.ITALIAN else day.isoformat()


def answer(table: Table, trace: Trace, notation: Notation) -> list[list[tuple[str, str]]]:
    """The outputs of a trace's decision, each with its label; nothing when there is an error."""
    if trace.decision is None:
        return []
    labels = {output.code: output for output in table.outputs}
    return [
        [
            (labels[code].label or code, "—" if value is None else write_value(value, labels[code], notation))
            for code, value in each.items()
        ]
        for each in trace.decision.answers
    ]


def refusal(trace: Trace) -> str:
    """Why there is no answer."""
    return in_words(trace.error) if trace.error else ""


def differences(before: Table, after: Table, notation: Notation) -> list[Change]:
    """What a draft changes, row by row: rows taken out, rows added, cells changed, the order."""
    old, new = _by_row(before, notation), _by_row(after, notation)
    titles = dict(zip(heading(after), _titles(after), strict=True))
    changes = [Change(row, "out") for row in old if row not in new]
    for row, cells in new.items():
        if row not in old:
            changes.append(
                Change(row, "in", [(titles[key], "", text) for key, text in cells.items() if text not in ("", "-")])
            )
        elif cells != old[row]:
            changed = [
                (titles[key], old[row].get(key, ""), text) for key, text in cells.items() if old[row].get(key) != text
            ]
            changes.append(Change(row, "changed", changed))
    kept = [row for row in old if row in new]
    if kept != [row for row in new if row in old]:
        changes.append(Change("", "order"))
    return changes


def _by_row(table: Table, notation: Notation) -> dict[str, dict[str, str]]:
    titles, *rows = write_sheet(table, notation)
    return {line[0]: dict(zip(titles[1:], line[1:], strict=True)) for line in rows}


def _titles(table: Table) -> Iterator[str]:
    yield from (_("Row"), _("From"), _("To"))
    yield from (head.label for head in heads(table))
    yield _("Note")


def facts(kind: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A policy that is not a table as labelled values."""
    return list(FACTS[Kind(kind)](content))


def _clock(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Term"), f"{content['amount']} {UNIT_LABELS[content['unit']]}"
    if content.get("remind"):
        days = ", ".join(map(str, content["remind"]))
        yield _("Reminders"), _("%(days)s days before, and on the day") % {"days": days}


def _calendar(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    days = content["closing_days"]
    yield from ((str(each["day"]), each.get("name", "")) for each in days)
    if not days:
        yield _("Closing days"), _("none beside holidays and the patron saint")


def _separation(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (
        (each["step"], _("not by whoever took %(steps)s") % {"steps": ", ".join(each["not_who"])})
        for each in content["rules"]
    )
    if not content["rules"]:
        yield _("Added separations"), _("none beside the declared ones")


def _series(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Example"), f"{content['prefix']}-2026-{1:0{content.get('digits', 6)}d}"


def _assignment(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("New work goes to"), str(RULE_LABELS[content["rule"]])
    if content.get("skill"):
        yield _("Who must also have the duty"), str(content["skill"]).partition(".")[2]
    if content.get("by_area"):
        yield _("First"), _("people of the customer's area")


FACTS = {
    Kind.CLOCK: _clock,
    Kind.CALENDAR: _calendar,
    Kind.SEPARATION: _separation,
    Kind.SERIES: _series,
    Kind.ASSIGNMENT: _assignment,
}
