"""What a message about to be written is about: a case, or a customer without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case
from desk.presenting.addresses import Addresses
from documents.models import Letter
from documents.queries.letters import letters_of_case
from registry.models import Customer


@dataclass(frozen=True, slots=True)
class About:
    """One of the two; a case may have no customer."""

    whole: Case | Customer

    @property
    def case(self) -> Case | None:
        """The case, if there is one."""
        return self.whole if isinstance(self.whole, Case) else None

    @property
    def customer(self) -> Customer | None:
        """To whom one writes."""
        return self.whole.customer if isinstance(self.whole, Case) else self.whole

    @property
    def number(self) -> str:
        """Its number or code."""
        return self.whole.number if isinstance(self.whole, Case) else self.whole.code

    @property
    def subject(self) -> str:
        """What stands in the subject at first."""
        return self.whole.subject if isinstance(self.whole, Case) else ""

    def href(self, to: Addresses) -> str:
        """Its page."""
        return to.case(self.number) if self.case is not None else to.customer(self.number)

    def list_of(self, to: Addresses) -> tuple[str, str]:
        """The list it stands in: label and address."""
        return (_("Cases"), to.to("cases")) if self.case is not None else (_("Customers"), to.to("customers"))

    def letters(self) -> Sequence[Letter]:
        """The letters that may go with it."""
        return letters_of_case(self.case) if self.case is not None else ()

    def papers(self) -> Q:
        """Which documents are its own; a customer's are those of no case."""
        return Q(case=self.case) if self.case is not None else Q(case__isnull=True, customer=self.customer)
