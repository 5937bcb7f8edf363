"""What is wrong with a table, a cell or an input: a code, the row, the column, and the parameters of a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from cases.rules.errors import RuleError
from cases.rules.refusals import N_


class TableError(RuleError):
    """Something wrong in a table; `row` and `column` are ids and codes, empty when the error is not in one."""

    texts: ClassVar[Mapping[str, str]] = {
        "value.not_a_number": N_("{value} is not a number; write for example {example}."),
        "value.not_whole": N_("{value} is not a whole number."),
        "value.not_cents": N_("{value} has more than two decimals."),
        "value.not_a_date": N_("{value} is not a date; write for example {example}."),
        "value.not_a_choice": N_("{value} is not one of the choices: {choices}."),
        "value.not_yes_no": N_("{value} is neither yes nor no."),
        "value.not_text": N_("{value} is not text."),
        "value.too_low": N_("{value} is too low: the column takes {minimum} or more."),
        "value.too_high": N_("{value} is too high: the column takes {maximum} or less."),
        "cell.empty": N_("The cell is empty; write - when any value will do."),
        "cell.unordered": N_("Only numbers, amounts and dates can be compared."),
        "cell.operator": N_("{operator} is not understood; use <, <=, > or >=."),
        "cell.range_side": N_("A range needs both ends, as in {example}; for one end use <= or >=."),
        "cell.range_brackets": N_("A range has brackets at both ends or at none."),
        "cell.range_order": N_("The range from {low} to {high} holds no value."),
        "cell.separator": N_("Write ; between the numbers of a list."),
        "cell.repeated": N_("{value} is listed twice."),
        "cell.too_short": N_("A list needs two different values or more."),
        "cell.wrong_form": N_("This is not the content of a cell: {value}."),
        "table.wrong_form": N_("{key} is not of the expected form."),
        "table.unknown_key": N_("{key} means nothing here."),
        "table.missing_key": N_("{key} is missing."),
        "table.repeated": N_("{key} appears twice."),
        "table.bad_code": N_("{key} is not a usable name: small letters, digits and _ only."),
        "table.bad_choice": N_("{value} cannot be a choice: no commas, semicolons or outer blanks, and not a dash."),
        "table.no_choices": N_("A column of choices needs its choices, and only such a column has them."),
        "table.text_input": N_("A column of free text cannot decide."),
        "table.whole": N_("Only a column of numbers can be limited to whole ones."),
        "table.bounds": N_("Bounds belong to numbers, amounts and dates, the lower one first."),
        "table.no_columns": N_("A table needs inputs and outputs."),
        "table.validity": N_("The row ends before it starts."),
        "table.invalid": N_("The table has {count} errors."),
        "input.missing": N_("The input is missing."),
        "input.unknown": N_("The table has no such input."),
        "analysis.gap": N_("No row answers for {inputs}."),
        "analysis.overlap": N_("This row and {other} both answer for {inputs}."),
        "analysis.unreachable": N_("This row never answers: the rows above it take everything ({others})."),
        "analysis.impossible": N_("This row never answers: no value satisfies it."),
        "analysis.undecided": N_("Whether every case finds its row could not be proved; add a default row."),
        "analysis.undecided_overlap": N_("Whether two rows ever answer together could not be proved; use fewer rows."),
        "analysis.undecided_row": N_("Whether this row ever answers could not be proved."),
        "match.none": N_("No row matches, and there is no default row."),
        "match.several": N_("More than one row matches: {rows}."),
    }

    def __init__(self, code: str, *, row: str = "", column: str = "", **params: object) -> None:
        super().__init__(code, **params)
        self.row = row
        self.column = column

    def at(self, *, row: str = "", column: str = "") -> TableError:
        """The same error, placed."""
        self.row = row or self.row
        self.column = column or self.column
        return self

    def __str__(self) -> str:
        place = [f"{name} {value}" for name, value in (("row", self.row), ("column", self.column)) if value]
        return ": ".join([*([", ".join(place)] if place else []), super().__str__()])


class ValueRefused(TableError):
    """A value that its column does not take."""


class CellMalformed(TableError):
    """A cell that cannot be read."""


class TableInvalid(TableError):
    """A table that may not be used, with everything wrong in it."""

    def __init__(self, problems: Sequence[TableError]) -> None:
        super().__init__("table.invalid", count=len(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.problems)])


class InputRefused(TableError):
    """An input that is missing, unknown or mistyped; `column` names it."""

    @classmethod
    def for_value(cls, refused: ValueRefused) -> InputRefused:
        """An input whose value its column does not take."""
        error = cls(refused.code, column=refused.column)
        error.params = refused.params
        return error


class NoMatch(TableError):
    """No row matches where one must."""

    def __init__(self) -> None:
        super().__init__("match.none")


class SeveralMatches(TableError):
    """More than one row matches where only one may."""

    def __init__(self, row_ids: Sequence[str]) -> None:
        super().__init__("match.several", row=row_ids[0], rows=", ".join(row_ids))
        self.row_ids = tuple(row_ids)
