"""Typed columns of a decision table, and the values they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cases.rules.money import decimals
from cases.rules.tables.errors import TableError, TableInvalid, ValueRefused

Value = Decimal | date | str | bool

CODE = re.compile(r"[a-z][a-z0-9_]*")
ANY_WORDS = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}", "any", "qualsiasi"})


class Kind(StrEnum):
    """What a column holds; free text is for outputs only."""

    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"


ORDERED = frozenset({Kind.NUMBER, Kind.AMOUNT, Kind.DATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What inputs and outputs share. `whole` limits a column of numbers to integers; an amount has two decimals."""

    code: str
    kind: Kind
    choices: tuple[str, ...] = ()
    whole: bool = False
    label: str = ""

    def problems(self) -> list[TableError]:
        """Everything wrong with the declaration."""
        found = [] if CODE.fullmatch(self.code) else [TableError("table.bad_code", key=self.code)]
        if bool(self.choices) is not (self.kind is Kind.CHOICE):
            found.append(TableError("table.no_choices"))
        if self.whole and self.kind is not Kind.NUMBER:
            found.append(TableError("table.whole"))
        for n, choice in enumerate(self.choices):
            if not _is_usable(choice):
                found.append(TableError("table.bad_choice", value=choice))
            if choice in self.choices[:n]:
                found.append(TableError("table.repeated", key=choice))
        return [problem.at(column=self.code) for problem in found]


def _is_usable(choice: str) -> bool:
    plain = choice == choice.strip() and choice.isprintable()
    return bool(choice) and plain and not set(choice) & set(",;") and choice.casefold() not in ANY_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Field):
    """An input. `minimum` and `maximum`, both included, bound what it takes: no gap is reported outside them."""

    minimum: Value | None = None
    maximum: Value | None = None

    def __post_init__(self) -> None:
        found = self.problems()
        if self.kind is Kind.TEXT:
            found.append(TableError("table.text_input", column=self.code))
        if not found and not _are_bounds(self):
            found.append(TableError("table.bounds", column=self.code))
        if found:
            raise TableInvalid(found)
        for name, end in (("minimum", self.minimum), ("maximum", self.maximum)):
            object.__setattr__(self, name, None if end is None else of_type(self, end))

    @property
    def is_ordered(self) -> bool:
        """Whether its values can be compared."""
        return self.kind in ORDERED


def _are_bounds(column: Column) -> bool:
    ends = [end for end in (column.minimum, column.maximum) if end is not None]
    if not ends or not column.is_ordered:
        return not ends
    try:
        low, high = (key_of(of_type(column, end)) for end in (ends[0], ends[-1]))
    except ValueRefused:
        return False
    return low <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Field):
    """What a row answers; an optional output may be None."""

    optional: bool = False

    def __post_init__(self) -> None:
        found = self.problems()
        if found:
            raise TableInvalid(found)


def key_of(value: Value) -> Decimal | int:
    """An ordered value as something comparable: the number itself, or the number of a day. Raises TypeError."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Decimal):
        return value
    raise TypeError(f"{value!r} has no order")


def of_type(field: Field, value: object) -> Value:
    """`value` as the field's kind; integers become Decimal. Raises ValueRefused; never converts anything else."""
    return _CHECKS[field.kind](field, value)


def _day(field: Field, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueRefused("value.not_a_date", column=field.code, value=str(value), example="2026-12-31")


def _yes_no(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueRefused("value.not_yes_no", column=field.code, value=str(value))


def _text(field: Field, value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueRefused("value.not_text", column=field.code, value=str(value))


def _choice(field: Field, value: object) -> str:
    if isinstance(value, str) and value in field.choices:
        return value
    choices = ", ".join(field.choices)
    raise ValueRefused("value.not_a_choice", column=field.code, value=str(value), choices=choices)


def _number(field: Field, value: object) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueRefused("value.not_a_number", column=field.code, value=str(value), example="1234.50")
    if field.whole and value != value.to_integral_value():
        raise ValueRefused("value.not_whole", column=field.code, value=str(value))
    if field.kind is Kind.AMOUNT and not _is_in_cents(value):
        raise ValueRefused("value.not_cents", column=field.code, value=str(value))
    return value


def _is_in_cents(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return (isinstance(exponent, int) and exponent >= -2) or decimals(value) <= 2


_CHECKS: Mapping[Kind, Callable[[Field, object], Value]] = {
    Kind.NUMBER: _number,
    Kind.AMOUNT: _number,
    Kind.DATE: _day,
    Kind.YES_NO: _yes_no,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
}


def conform(column: Column, value: object) -> Value:
    """`value` as the column takes it: of its type and within its bounds. Raises ValueRefused."""
    typed = of_type(column, value)
    low, high = column.minimum, column.maximum
    if low is not None and key_of(typed) < key_of(low):
        raise ValueRefused("value.too_low", column=column.code, value=str(typed), minimum=str(low))
    if high is not None and key_of(typed) > key_of(high):
        raise ValueRefused("value.too_high", column=column.code, value=str(typed), maximum=str(high))
    return typed
