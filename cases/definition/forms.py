"""The base of every form a transition asks to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.forms.boundfield import BoundField
    from django.utils.functional import _StrPromise

    from cases.models import Case
    from registry.models import Customer

    StrOrPromise = str | _StrPromise


class TransitionForm(forms.Form):
    """A form that knows its company and, unless it opens a case, the case.

    Choices are set from the company in `prepare()`, so that no form can offer another company's rows.
    Names in `personal` are stored as a salted digest in the journal, so that erasure keeps the chain.
    A long form says in `layout` which fields stand under which heading.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    layout: ClassVar[Sequence[tuple[StrOrPromise, Sequence[str]]]] = ()

    def __init__(
        self,
        *args: Any,
        company_id: int,
        on: date,
        case: Case | None = None,
        customer: Customer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.company_id = company_id
        self.on = on
        self.case = case
        self.customer = case.customer if case else customer
        self.prepare()

    def prepare(self) -> None:
        """Set the choices and initial values that depend on company, day and case."""

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings, at the end those without one; nothing where no heading is declared."""
        if not self.layout:
            return []
        placed = {name for _label, names in self.layout for name in names}
        rest = [name for name in self.fields if name not in placed]
        found = [(str(label), [self[name] for name in names if name in self.fields]) for label, names in self.layout]
        return [(label, fields) for label, fields in (*found, ("", [self[name] for name in rest])) if fields]
