"""A table in the reader's words: labels and choices translated, and back to codes when it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.rules.tables.cells import Cell, Equals, OneOf
from cases.rules.tables.columns import CODE, Field, Kind, Value
from cases.rules.tables.model import Answer, Row, Table
from cases.rules.tables.notation import Notation

Words = Mapping[str, str]


def notation() -> Notation:
    """How the reader's language writes numbers and days."""
    return Notation.ENGLISH if (get_language() or "").startswith("en") else Notation.ITALIAN


def in_words(table: Table) -> Table:
    """The table with labels and choices in the reader's language."""
    return _turned(table, words_of, lambda field: _(field.label) if field.label else field.code)


def in_codes(shown: Table, table: Table) -> Table:
    """A table in words, back to the codes and labels of the table it was made of."""
    fields = {field.code: field for field in (*table.inputs, *table.outputs)}

    def back(field: Field) -> Words:
        return {word: code for code, word in words_of(fields[field.code]).items()}

    return _turned(shown, back, lambda field: fields[field.code].label)


def words_of(field: Field) -> Words:
    """Choice -> word; a choice whose word would be taken twice or cannot be one stays as it is."""
    said = {choice: _(choice) if CODE.fullmatch(choice) else choice for choice in field.choices}
    plain = {
        choice: word.replace("_", " ").replace(",", " ").replace(";", " ").strip() for choice, word in said.items()
    }
    taken = [word.casefold() for word in plain.values()]
    return {choice: word if taken.count(word.casefold()) == 1 else choice for choice, word in plain.items()}


def _turned(table: Table, words: Callable[[Field], Words], label: Callable[[Field], str]) -> Table:
    known = {field.code: words(field) for field in (*table.inputs, *table.outputs) if field.kind is Kind.CHOICE}

    def row(each: Row) -> Row:
        when = {code: _cell(cell, known[code]) if code in known else cell for code, cell in each.when.items()}
        return replace(each, when=when, then=_answer(each.then, known))

    return replace(
        table,
        inputs=tuple(replace(field, choices=_choices(field, known), label=label(field)) for field in table.inputs),
        outputs=tuple(replace(field, choices=_choices(field, known), label=label(field)) for field in table.outputs),
        rows=tuple(row(each) for each in table.rows),
        default=None if table.default is None else _answer(table.default, known),
    )


def _choices(field: Field, known: Mapping[str, Words]) -> tuple[str, ...]:
    words = known.get(field.code, {})
    return tuple(words.get(choice, choice) for choice in field.choices)


def _cell(cell: Cell, words: Words) -> Cell:
    if isinstance(cell, Equals):
        return Equals(_word(cell.value, words))
    return OneOf(tuple(_word(value, words) for value in cell.values)) if isinstance(cell, OneOf) else cell


def _word(value: Value, words: Words) -> Value:
    return words.get(value, value) if isinstance(value, str) else value


def _answer(answer: Answer, known: Mapping[str, Words]) -> Answer:
    return {code: _said(value, known.get(code)) for code, value in answer.items()}


def _said(value: Value | None, words: Words | None) -> Value | None:
    return value if value is None or words is None else _word(value, words)
