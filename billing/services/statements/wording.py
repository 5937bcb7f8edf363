"""The e-mail that a statement goes with: the text in force in the customer's language, filled with the same figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from billing.letters import LETTERS, STATEMENT, account_values
from documents.letters.catalogue import EMAIL, LANGUAGES
from documents.letters.generic import Occasion, values_for
from documents.letters.plaintext import parted
from documents.letters.rendering import render
from documents.queries.templates import TemplateKey, in_force

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from billing.queries.statements import Account
    from documents.letters.formats import Wording
    from documents.models import LetterTemplate
    from registry.models import Customer


class Words:
    """The texts of a company in force on a day, read once for many customers."""

    def __init__(self, company_id: int, on: date) -> None:
        self.company_id, self.on = company_id, on
        self._texts: dict[str, LetterTemplate | None] = {}

    def write(self, customer: Customer, account: Account, language: str, *, author: str) -> tuple[str, str]:
        """Subject and body. Raises LetterFailed; LookupError where there is no text in any language."""
        template = self._template(language)

        def values(_customer: Customer, wording: Wording, _on: date) -> Mapping[str, Any]:
            return account_values(account, wording)

        letters = replace(LETTERS, values=values)
        occasion = Occasion(account.on, template.language, author)
        return parted(render(bytes(template.content), values_for(letters, customer, occasion)).content)

    def _template(self, language: str) -> LetterTemplate:
        for each in (language, *(other for other in LANGUAGES if other != language)):
            if each not in self._texts:
                key = TemplateKey(self.company_id, LETTERS.process_code, STATEMENT, each, EMAIL)
                self._texts[each] = in_force(key, self.on)
            if found := self._texts[each]:
                return found
        raise LookupError(STATEMENT)
