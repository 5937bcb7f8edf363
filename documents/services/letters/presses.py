"""Many letters in one go: each template is read once, and one child process fills in all its letters."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from documents.letters.generic import company_values
from documents.letters.rendering import Press, Written
from documents.queries.templates import TemplateKey, in_force

if TYPE_CHECKING:
    from datetime import date

    from documents.models import LetterTemplate
    from registry.models import Company


class Presses:
    """The templates of a day and their presses; close it when the portion of letters is done."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._templates: dict[tuple[TemplateKey, date], LetterTemplate | None] = {}
        self._presses: dict[int, Press] = {}
        self._houses: dict[int, Mapping[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._open.close()

    def in_force(self, key: TemplateKey, on: date) -> LetterTemplate | None:
        """As the query of that name, asked once."""
        if (key, on) not in self._templates:
            self._templates[key, on] = in_force(key, on)
        return self._templates[key, on]

    def house(self, company: Company) -> Mapping[str, Any]:
        """The company as its paper names it, asked once."""
        if company.pk not in self._houses:
            self._houses[company.pk] = company_values(company)
        return self._houses[company.pk]

    def render(self, template: LetterTemplate, values: Mapping[str, Any]) -> Written:
        """One letter, as `rendering.render` writes it. Raises LetterFailed; the next letter is not harmed by it."""
        if template.pk not in self._presses:
            self._presses[template.pk] = self._open.enter_context(Press(bytes(template.content)))
        return self._presses[template.pk].render(values)
