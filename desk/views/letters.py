"""Letters that can be written: which template is used for each, and what may be written in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from cases.access import processes_for
from cases.services.errors import NotPermitted
from desk.forms.letters import LANGUAGE_LABELS
from desk.presenting import letters as presenting
from desk.views.base import CompanyView
from documents.letters.catalogue import (
    CUSTOMER,
    EMAIL,
    LANGUAGES,
    WORD,
    LetterKind,
    ProcessLetters,
    apart,
    letters_of,
    written_by,
)
from documents.letters.generic import fields_of
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
        found = letters_of(process_code)
        if found is None or (found.about != CUSTOMER and process_code not in visible):
            raise Http404
        return found

    def label_of(self, letters: ProcessLetters) -> str:
        """What the process is called, or what is no process."""
        labels = {process.code: str(process.label) for process in processes_for(self.actor)}
        return labels.get(letters.process_code) or str(letters.label)


class LettersView(ConfiguringView):
    """Every letter of every process, in every language."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list."""
        known = [*written_by([process.code for process in processes_for(self.actor)]), *apart()]
        found = standing(self.company.pk, [letters.process_code for letters in known], self.on)
        context = {
            "groups": [
                {
                    "label": self.label_of(letters),
                    "fields_href": self.to.to("letter-fields", letters.process_code),
                    "rows": [self.row(letters, kind, form, found) for kind in letters.kinds for form in kind.formats],
                }
                for letters in known
            ],
            "languages": [LANGUAGE_LABELS[language] for language in LANGUAGES],
            "letterhead_href": self.to.to("letterhead"),
        }
        return self.page("desk/letters/list.html", context)

    def row(self, letters: ProcessLetters, kind: LetterKind, form: str, found: Any) -> dict[str, Any]:
        """One letter, or its e-mail."""
        code = letters.process_code
        route = "email-template" if form == EMAIL else "letter-template"
        cells = [
            presenting.cell(
                found.get((code, kind.code, language, form)),
                self.to.to(route, code, kind.code, language),
                str(LANGUAGE_LABELS[language]),
            )
            for language in LANGUAGES
        ]
        covers = form == EMAIL and WORD in kind.formats
        return {"kind": kind, "is_email": form == EMAIL, "covers": covers, "cells": cells}


class FieldsView(ConfiguringView):
    """What may be written in the letters of a process."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """The catalogue of merge fields."""
        letters = self.letters(str(kwargs["process"]))
        general = [field for field in fields_of(letters) if field not in letters.fields]
        context = {
            "process": self.label_of(letters),
            "list_href": self.to.to("letters"),
            "own": list(presenting.field_lines(letters.fields)),
            "general": list(presenting.field_lines(general)),
        }
        return self.page("desk/letters/fields.html", context)

    def enter(self, **kwargs: Any) -> None:
        """The duty, then the process."""
        super().enter(**kwargs)
        self.letters(str(kwargs["process"]))
