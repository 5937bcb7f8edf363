"""Problems told while a draft is typed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from cases.rules.tables.model import Table
from desk.presenting.policy_grid import read_lines
from desk.presenting.policy_words import in_words, notation
from desk.views.policy_editing import InDraftView


class TypingView(InDraftView):
    """Only tables are typed in rows: for a policy of another kind there is nothing here (404)."""

    def typed_table(self) -> Table:
        """The table of the base, in codes."""
        table: object = self.table()
        if not isinstance(table, Table):
            raise Http404
        return table


class RowView(TypingView):
    """What is wrong with one row while it is typed."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The problems of the row posted."""
        grid = read_lines(in_words(self.typed_table()), request.POST, notation())
        row = next((each for each in grid.rows if str(each.number) == request.POST.get("row")), None)
        return self.fragment("desk/policies/trouble.html", {"row": row})


class FindingsView(TypingView):
    """What speaks against the whole of what is typed."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Gaps, overlaps, rows that never answer, test rows that fail; or how many rows cannot be read."""
        grid = read_lines(in_words(self.typed_table()), request.POST, notation())
        found = self.findings_of(grid.table) if grid.table is not None else []
        return self.fragment("desk/policies/findings.html", {"grid": grid, "findings": found})
