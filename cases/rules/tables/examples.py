"""Examples of a table: inputs with the outputs somebody expects, to pass before the table is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cases.rules.tables.columns import Field, Value
from cases.rules.tables.compiled import Compiled, Decision, Inputs
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.model import Answer, Table
from cases.rules.tables.plain import value_from_plain
from cases.rules.tables.reading import Part


@dataclass(frozen=True, slots=True)
class Example:
    """Inputs, and what they must give: one answer, or under the collect policy several, in order."""

    id: str
    inputs: Inputs
    expected: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """An output that is not what the example expects; `place` counts answers from 0."""

    place: int
    output: str
    expected: Value | None
    found: Value | None


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of one example: it passed, or an error, or how many answers and which outputs differ."""

    example: Example
    decision: Decision | None
    error: TableError | None = None
    differing: tuple[Differing, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the table says what the example expects."""
        found = self.decision
        return found is not None and len(found.answers) == len(self.example.expected) and not self.differing


def check(compiled: Compiled, examples: Iterable[Example]) -> tuple[Checked, ...]:
    """Every example against the table; an error of evaluation fails the example, it is never raised."""
    return tuple(_checked(compiled, example) for example in examples)


def _checked(compiled: Compiled, example: Example) -> Checked:
    try:
        decision = compiled.evaluate(example.inputs)
    except TableError as error:
        return Checked(example, None, error)
    pairs = enumerate(zip(example.expected, decision.answers, strict=False))
    differing = (
        Differing(place, output, expected.get(output), found.get(output))
        for place, (expected, found) in pairs
        for output in found
        if expected.get(output) != found.get(output)
    )
    return Checked(example, decision, differing=tuple(differing))


def parse_examples(table: Table, plain: Sequence[object]) -> tuple[Example, ...]:
    """Examples from dicts `{id, inputs: {...}, expected: [{...}, ...]}`. Raises TableInvalid with all errors."""
    problems: list[TableError] = []
    examples = [_example(table, part) for part in Part({"examples": list(plain)}, problems).parts("examples")]
    if problems:
        raise TableInvalid(problems)
    return tuple(examples)


def _example(table: Table, part: Part) -> Example:
    part.row = part.text("id")
    inputs = _values(part.part("inputs"), {column.code: column for column in table.inputs})
    outputs = {output.code: output for output in table.outputs}
    expected = tuple(_values(answer, outputs) for answer in part.parts("expected"))
    part.close()
    return Example(part.row, inputs, expected)


def _values(part: Part | None, fields: Mapping[str, Field]) -> dict[str, Value]:
    """The named values of a dict, each as its field takes it."""
    values: dict[str, Value] = {}
    if part is None:
        return values
    for code, field in fields.items():
        given = part.take(code)
        value = None if given is None else part.attempt(partial(value_from_plain, given, field), column=code)
        if value is not None:
            values[code] = value
    part.close(columns=True)
    return values
