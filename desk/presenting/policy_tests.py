"""The test rows of a table as a grid: values, what the table must say for them, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.rules.policies.kinds import EXAMPLES
from cases.rules.tables.columns import Field, Kind
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.examples import Checked, Example, check, parse_examples
from cases.rules.tables.model import Table
from cases.rules.tables.notation import Notation, read_value, write_value
from cases.rules.tables.plain import value_to_plain
from desk.forms.policies import in_words
from desk.presenting.policy_words import words_of

MOST = 500
Line = list[str]
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TriedCell:
    """One field: its name in the form, its label, what is typed."""

    name: str
    label: str
    text: str
    is_output: bool
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One line. `passed` is None where nothing can be said: it cannot be read, or it is a further answer."""

    number: int
    id: str
    cells: Sequence[TriedCell]
    passed: bool | None = None
    why: str = ""


def fields_of(table: Table) -> list[Field]:
    """The columns in order, inputs first."""
    return [*table.inputs, *table.outputs]


def titles(table: Table) -> list[tuple[str, bool]]:
    """The heading: label, and whether it is what the table must say."""
    outputs = {output.code for output in table.outputs}
    return [(_(field.label) if field.label else field.code, field.code in outputs) for field in fields_of(table)]


def lines_posted(table: Table, posted: Mapping[str, str]) -> list[Line]:
    """The lines a form sends: fields e<line>c<column>."""
    numbers = dict.fromkeys(
        name[1:].partition("c")[0] for name in posted if name[0] == "e" and name[1:].partition("c")[2].isdigit()
    )
    kept = [number for number in numbers if number.isdigit()][:MOST]
    width = 1 + len(fields_of(table))
    return [[posted.get(f"e{number}c{place}", "") for place in range(width)] for number in kept]


def lines_kept(table: Table, content: Mapping[str, Any], notation: Notation) -> list[Line]:
    """The lines of a content's test rows; a second answer is a second line with the same name."""
    try:
        examples = parse_examples(table, list(content.get(EXAMPLES, ())))
    except TableInvalid:
        return []
    return [line for example in examples for line in _written(table, example, notation)]


def _written(table: Table, example: Example, notation: Notation) -> Iterator[Line]:
    for place, answer in enumerate(example.expected or ({},)):
        inputs = example.inputs if place == 0 else {}
        given = [_text(inputs.get(column.code), column, notation) for column in table.inputs]
        yield [example.id, *given, *(_text(answer.get(output.code), output, notation) for output in table.outputs)]


def _text(value: Any, field: Field, notation: Notation) -> str:
    if value is None:
        return ""
    text = write_value(value, field, notation)
    return words_of(field).get(text, text) if field.kind is Kind.CHOICE else text


def blank(table: Table, lines: Sequence[Line]) -> list[Line]:
    """The lines with an empty one under a name nobody has."""
    taken = {line[0] for line in lines}
    name = next(name for name in (f"t{n}" for n in range(1, MOST + 2)) if name not in taken)
    return [*lines, [name, *[""] * len(fields_of(table))]]


def read_lines(table: Table, lines: Sequence[Line], notation: Notation) -> tuple[list[Plain], dict[int, str]]:
    """The test rows as a content keeps them, and what is wrong by line."""
    found: dict[str, Plain] = {}
    problems: dict[int, str] = {}
    for number, line in enumerate(lines):
        try:
            _add(found, table, line, notation)
        except TableError as error:
            problems[number] = in_words(error)
    return list(found.values()), problems


def _add(found: dict[str, Plain], table: Table, line: Line, notation: Notation) -> None:
    name, inputs = line[0].strip(), line[1 : 1 + len(table.inputs)]
    answer = _plain(table.outputs, line[1 + len(table.inputs) :], notation)
    if name in found:
        found[name]["expected"].append(answer)
        return
    expected = [answer] if answer else []
    found[name] = {"id": name, "inputs": _plain(table.inputs, inputs, notation), "expected": expected}


def _plain(fields: Sequence[Field], texts: Sequence[str], notation: Notation) -> Plain:
    plain: Plain = {}
    for field, text in zip(fields, texts, strict=True):
        if text.strip():
            codes = {word.casefold(): code for code, word in words_of(field).items()}
            plain[field.code] = value_to_plain(read_value(codes.get(text.casefold(), text), field, notation), field)
    return plain


def rows(
    table: Table, judged: Table | None, lines: Sequence[Line], notation: Notation, on: date
) -> tuple[list[TriedRow], list[Plain]]:
    """The lines with what the table as it is typed says of them (None: it cannot be read), and their plain form."""
    plain, problems = read_lines(table, lines, notation)
    results = _results(judged, plain, on) if judged is not None else {}
    seen: set[str] = set()
    shown = []
    for number, line in enumerate(lines):
        result = None if line[0] in seen else results.get(line[0])
        seen.add(line[0])
        passed = None if result is None or number in problems else result.passed
        why = problems.get(number) or (_found(table, result, notation) if result and not result.passed else "")
        shown.append(TriedRow(number, line[0], list(_cells(table, number, line)), passed, why))
    return shown, plain


def _results(table: Table, plain: Sequence[Plain], on: date) -> dict[str, Checked]:
    try:
        examples = parse_examples(table, list(plain))
    except TableInvalid:
        return {}
    return {result.example.id: result for result in check(compile_table(table, on), examples)}


def _found(table: Table, result: Checked, notation: Notation) -> str:
    """What the table says instead."""
    if result.error is not None or result.decision is None:
        return in_words(result.error) if result.error else ""
    labels = {output.code: output for output in table.outputs}
    answers = [
        ", ".join(_said(labels[code], value, notation) for code, value in each.items() if value is not None)
        for each in result.decision.answers
    ]
    return _("it says: %(answer)s") % {"answer": " / ".join(answers) or _("nothing")}


def _said(field: Field, value: Any, notation: Notation) -> str:
    label = _(field.label) if field.label else field.code
    return f"{label}: {_text(value, field, notation)}"


def _cells(table: Table, number: int, line: Line) -> Iterator[TriedCell]:
    for place, field in enumerate(fields_of(table), start=1):
        choices: Sequence[str] = tuple(words_of(field).values()) if field.kind is Kind.CHOICE else ()
        label = _(field.label) if field.label else field.code
        yield TriedCell(f"e{number}c{place}", label, line[place], place > len(table.inputs), choices)
