"""The list of cases, and the quick search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.access import processes_for
from cases.queries.caseload import PAGE, CasePage, Filters, caseload, narrowed
from cases.queries.saved_views import saved_views
from desk.forms.filters import ORDERS, CaseFilters
from desk.opening import opening_href
from desk.presenting.found_documents import LONGEST, hit
from desk.presenting.rows import AtWork, at_work_on, case_row
from desk.presenting.views import views_shown
from desk.queries.colleagues import colleagues
from desk.queries.dossiers import sites_of
from desk.requests import page_number
from desk.spreadsheets import FORMATS
from desk.views.base import CompanyView
from documents.duties import ISSUE
from documents.queries.search import found
from registry.models import Customer
from registry.queries.customers import search

HITS = 6
SHORTEST = 2


class ListedView(CompanyView):
    """Something about the list of cases as the address narrows it."""

    area = "cases"

    def asked(self) -> tuple[CaseFilters, Filters]:
        """The form and what it asks for."""
        offered = colleagues(self.company.pk, self.on)
        form = CaseFilters(self.request.GET, processes=processes_for(self.actor), colleagues=offered)
        return form, form.filters(self.now, self.customer_id)

    def customer_id(self, code: str) -> int | None:
        """The customer with a code."""
        found = Customer.objects.of(self.company).filter(code=code.strip().upper())
        return found.values_list("pk", flat=True).first()


class CasesView(ListedView):
    """All cases one may see, found and narrowed."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show a page of the list."""
        filters, asked = self.asked()
        found = caseload(self.actor, asked, page_number(request))
        at_work = at_work_on(found.cases, self.company.pk) if found.cases else {}
        sites = sites_of(found.cases)
        context = {
            "filters": filters,
            "rows": [
                case_row(case, at_work.get(case.pk, AtWork()), self.to, sites.get(case.pk)) for case in found.cases
            ],
            "pager": pager(found, str(dict(ORDERS)[asked.order])),
            "orders": orders(asked.order),
            "empty": self.empty(narrowed_down=filters.narrowed),
            "new_case_href": opening_href(self.actor, self.to),
            "views": views_shown(saved_views(self.own), self.own, self.to, request.GET.get("view", "")),
            "exports": [{"label": label, "href": self.to.to("export", ext)} for ext, label in FORMATS.items()],
            "selected_href": self.to.to("selected"),
            "matching_href": self.to.to("matching") if found.pages > 1 else "",
            "letter_href": self.to.to("selected-letter") if self.actor.has(ISSUE) else "",
            "matching_letter_href": self.to.to("matching-letter"),
            "total": found.total,
            "save_href": self.to.to("views"),
        }
        return self.page("desk/pages/cases.html", context)

    def empty(self, *, narrowed_down: bool) -> dict[str, str]:
        """What an empty list says."""
        if narrowed_down:
            text = _("Try fewer words, or look among the closed cases too.")
            href, action = f"{self.to.to('cases')}?show=all", _("Show all cases")
            return {"icon": "search-off", "title": _("Nothing found"), "text": text, "href": href, "action": action}
        text = _(
            "Every matter with a customer is a case: it has a number, a state, and everything that happened to it."
        )
        href = opening_href(self.actor, self.to)
        return {"icon": "files", "title": _("No open cases"), "text": text, "href": href, "action": _("New case")}


def orders(present: str) -> dict[str, dict[str, str]]:
    """By column: how it sorts now, and the order its heading leads to."""
    by_case = {"newest": "descending", "oldest": "ascending"}.get(present, "")
    return {
        "case": {"sort": by_case, "next": "oldest" if present == "newest" else "newest"},
        "since": {"sort": "descending" if present == "moved" else "", "next": "moved"},
    }


def pager(found: CasePage, ordered_by: str) -> dict[str, Any]:
    """Where one is in the list."""
    first = (found.page - 1) * PAGE + 1
    return {
        "shown": len(found.cases),
        "first": first,
        "last": first + len(found.cases) - 1,
        "total": found.total,
        "previous": found.page - 1 if found.page > 1 else None,
        "next": found.page + 1 if found.page < found.pages else None,
        "ordered_by": ordered_by,
    }


class QuickSearchView(CompanyView):
    """What Ctrl-K finds: cases, customers and documents, a few of each."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The hits as a piece of a page."""
        words = request.GET.get("q", "").strip()
        if len(words) < SHORTEST:
            return self.fragment("desk/search_hits.html", {"short": True})
        cases = narrowed(self.actor, Filters(words=words)).select_related("customer").order_by("-id")[:HITS]
        typed = words[:LONGEST]
        documents = list(found(self.actor, typed)[: HITS + 1])
        context = {
            "cases": [case_row(case, AtWork(), self.to) for case in cases],
            "documents": [hit(each, typed, self.to) for each in documents[:HITS]],
            "documents_href": f"{self.to.to('found-documents')}?{urlencode({'q': typed})}" if documents[HITS:] else "",
            "customers": [
                {"name": each.name, "code": each.code, "city": each.city, "href": self.to.customer(each.code)}
                for each in search(self.company, words, limit=HITS)
            ],
        }
        return self.fragment("desk/search_hits.html", context)
