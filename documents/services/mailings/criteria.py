"""What packages above know of customers: each announces a criterion, and saved lists may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cases.rules.refusals import Refusal
from documents.services.mailings.refusals import refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Values = Mapping[str, Any]
Kept = Mapping[str, Values]
"""The values of each criterion of a list, by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several. `options`: company id -> codes with their labels; the code is kept."""

    name: str
    label: Text
    options: Callable[[int], Sequence[tuple[str, Text]]]
    hint: Text = ""

    def knows(self, value: object, company_id: int) -> bool:
        """Whether a value that was kept is still among them."""
        return value in {code for code, _label in self.options(company_id)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number from `least` to `most`."""

    name: str
    label: Text
    least: int
    most: int
    hint: Text = ""

    def knows(self, value: object, company_id: int) -> bool:
        """Whether a value that was kept is such a number."""
        del company_id
        return type(value) is int and self.least <= value <= self.most


Part = Choice | Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something a list may ask of its customers.

    code       an identifier; saved lists keep it, so that it never changes
    parts      what is typed, kept by their names; where none is given the criterion does not matter
    customers  (company id, the parts given, day) -> a query of one column, the ids of who meets it: one statement,
               part of the one that reads the list
    duty       who may choose or change it; "": whoever may send. Once saved it serves everybody who sends
    """

    code: str
    label: Text
    parts: Sequence[Part]
    customers: Callable[[int, Values, date], QuerySet[Any, Any]]
    duty: str = ""

    def knows(self, values: object, company_id: int) -> bool:
        """Whether all that was kept can still be asked. A statement for each part with options from the database."""
        if not (isinstance(values, Mapping) and values):
            return False
        parts = {part.name: part for part in self.parts}
        return all(name in parts and parts[name].knows(value, company_id) for name, value in values.items())


_known: dict[str, Criterion] = {}


def register(criterion: Criterion) -> None:
    """Make a criterion known, once its app is ready. Raises ValueError where its code is taken, or no identifier."""
    if not criterion.code.isidentifier():
        raise ValueError(f"{criterion.code} is no identifier")
    if _known.setdefault(criterion.code, criterion) is not criterion:
        raise ValueError(f"the criterion {criterion.code} is known already")


def forget(code: str) -> None:
    """Forget a criterion (tests only)."""
    _known.pop(code, None)


def known() -> list[Criterion]:
    """All of them, as the packages announced them."""
    return list(_known.values())


def find(code: str) -> Criterion | None:
    """The criterion of that code; None when no package announces it any more."""
    return _known.get(code)


def unknown(kept: Kept, company_id: int) -> Iterator[Refusal]:
    """What of it nobody can say any more: no package announces it, or its value is gone."""
    for code, values in kept.items():
        criterion = find(code)
        if criterion is None:
            yield refusal("list_criterion_unknown", asked=code)
        elif not criterion.knows(values, company_id):
            yield refusal("list_value_unknown", criterion=criterion.label, value=said(values))


def said(values: object) -> str:
    """What was kept, for who has to mend it."""
    return ", ".join(str(value) for value in values.values()) if isinstance(values, Mapping) else str(values)
