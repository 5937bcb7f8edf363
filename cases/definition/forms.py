"""The base of every form a transition asks to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case
    from registry.models import Customer


class TransitionForm(forms.Form):
    """A form that knows its company and, unless it opens a case, the case.

    Choices are set from the company in `prepare()`, so that no form can offer another company's rows.
    Names in `personal` are stored as a salted digest in the journal, so that erasure keeps the chain.
    """

    personal: ClassVar[frozenset[str]] = frozenset()

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
