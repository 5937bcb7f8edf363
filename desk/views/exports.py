"""The list of cases as a file, as the address narrows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.queries.export import caseload_rows
from desk.exporting import as_csv, as_xlsx
from desk.spreadsheets import sent
from desk.views.cases import ListedView


class ExportView(ListedView):
    """Every case the list would show on all its pages."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send the file; another kind of file is not there (404)."""
        _form, asked = self.asked()
        rows = caseload_rows(self.actor, asked)
        language = get_language() or "it"
        name = f"{_('cases')}-{self.company.slug}-{self.on.isoformat()}"
        return sent(kwargs["kind"], name, csv=lambda: as_csv(rows, language), xlsx=lambda: as_xlsx(rows, language))
