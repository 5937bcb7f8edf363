"""The list of cases as a file, as the address narrows it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.queries.export import caseload_rows
from desk.exporting import FORMATS, as_csv, as_xlsx
from desk.views.cases import ListedView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportView(ListedView):
    """Every case the list would show on all its pages."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send the file; another kind of file is not there (404)."""
        kind = kwargs["kind"]
        if kind not in FORMATS:
            raise Http404
        _form, asked = self.asked()
        rows = caseload_rows(self.actor, asked)
        language = get_language() or "it"
        name = f"{_('cases')}-{self.company.slug}-{self.on.isoformat()}.{kind}"
        if kind == "xlsx":
            return FileResponse(as_xlsx(rows, language), as_attachment=True, filename=name, content_type=XLSX)
        response = StreamingHttpResponse(as_csv(rows, language), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
