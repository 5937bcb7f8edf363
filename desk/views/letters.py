"""Letters that can be written: which template is used for each, and what may be written in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from cases.access import processes_for
from cases.services.errors import NotPermitted
from desk.forms.letters import LANGUAGE_LABELS
from desk.presenting import letters as presenting
from desk.views.base import CompanyView
from documents.letters.catalogue import LANGUAGES, ProcessLetters, letters_of, written_by
from documents.letters.generic import FIELDS
from documents.queries.templates import standing
from registry.duties import CONFIGURE


class ConfiguringView(CompanyView):
    """Only for who configures the company."""

    area: ClassVar[str] = "letters"

    def enter(self, **kwargs: Any) -> None:
        """The duty is asked for before anything is loaded."""
        if not self.actor.has(CONFIGURE):
            raise NotPermitted(CONFIGURE)

    def letters(self, process_code: str) -> ProcessLetters:
        """The letters of a process; of one the person has no duty in, they are not there (404)."""
        visible = {process.code for process in processes_for(self.actor)}
        found = letters_of(process_code) if process_code in visible else None
        if found is None:
            raise Http404
        return found


class LettersView(ConfiguringView):
    """Every letter of every process, in every language."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list."""
        processes = processes_for(self.actor)
        known = written_by([process.code for process in processes])
        found = standing(self.company.pk, [letters.process_code for letters in known], self.on)
        labels = {process.code: str(process.label) for process in processes}
        context = {
            "groups": [
                {
                    "label": labels[letters.process_code],
                    "fields_href": self.to.to("letter-fields", letters.process_code),
                    "rows": [self.row(letters, kind, found) for kind in letters.kinds],
                }
                for letters in known
            ],
            "languages": [LANGUAGE_LABELS[language] for language in LANGUAGES],
            "letterhead_href": self.to.to("letterhead"),
        }
        return self.page("desk/letters/list.html", context)

    def row(self, letters: ProcessLetters, kind: Any, found: Any) -> dict[str, Any]:
        """One letter."""
        code = letters.process_code
        cells = [
            presenting.cell(
                found.get((code, kind.code, language)),
                self.to.to("letter-template", code, kind.code, language),
                str(LANGUAGE_LABELS[language]),
            )
            for language in LANGUAGES
        ]
        return {"kind": kind, "cells": cells}


class FieldsView(ConfiguringView):
    """What may be written in the letters of a process."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """The catalogue of merge fields."""
        letters = self.letters(str(kwargs["process"]))
        process = next(each for each in processes_for(self.actor) if each.code == letters.process_code)
        context = {
            "process": str(process.label),
            "list_href": self.to.to("letters"),
            "own": list(presenting.field_lines(letters.fields)),
            "general": list(presenting.field_lines(FIELDS)),
        }
        return self.page("desk/letters/fields.html", context)

    def enter(self, **kwargs: Any) -> None:
        """The duty, then the process."""
        super().enter(**kwargs)
        self.letters(str(kwargs["process"]))
