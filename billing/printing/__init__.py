"""Statements of account and notes of interest as PDF on the company's paper; nothing a customer wrote is markup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.printing.interest import note_words
from billing.printing.words import statement_words
from documents.letters.typeset import Typesetter, paper_of

if TYPE_CHECKING:
    from datetime import date

    from billing.queries.interest import Charged
    from billing.queries.statements import Account
    from documents.services.messages.writing import Addressee
    from registry.models import Company, Customer

SOURCE: Final = Path(__file__).with_name("statement.typ")


class Press:
    """Sets the statements and notes of a company, in the language of each; keep it for many, its compilers remember."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._setters: dict[str, Typesetter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        for each in self._setters.values():
            each.__exit__(*reason)

    def statement(
        self, customer: Customer, account: Account, recipient: Addressee, language: str, *, from_on: date | None = None
    ) -> bytes:
        """The PDF of a customer's account; with `from_on` its movements too. Raises TypesettingFailed."""
        with override(language):
            said = statement_words(account, customer.code, recipient, language, from_on=from_on)
            title = _("Statement of account of %(code)s") % {"code": customer.code}
        return self._setter(language).form(said, title, on=account.on)

    def interest(self, customer: Customer, found: Charged, recipient: Addressee, language: str, *, on: date) -> bytes:
        """The PDF of interest that was charged, with its computation. Raises TypesettingFailed."""
        with override(language):
            said = note_words(found, customer.code, recipient, language, on)
            title = _("Default interest on %(document)s") % {"document": found.about}
        return self._setter(language).form(said, title, on=on)

    def _setter(self, language: str) -> Typesetter:
        if language not in self._setters:
            self._setters[language] = Typesetter(paper_of(self.company, language), language, source=str(SOURCE))
        return self._setters[language]
