"""Documents that end soon, over all cases and customers; and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.queries.capped import count
from desk import spreadsheets
from desk.forms.papers import kind_label
from desk.presenting.pager import pager
from desk.presenting.papers import TONES
from desk.queries.expiring import PAGE, WINDOWS, expiring, page_of
from desk.requests import page_number
from desk.shown import State
from desk.views.base import CompanyView
from documents.duties import RECEIVE
from documents.models import Document
from documents.services.expiring import left
from registry.duties import require

WIDTHS = (30, 34, 18, 34, 14, 14, 18)
LATE, SOON = 10, 30


class ExpiringDocumentsView(CompanyView):
    """The list."""

    area = "expiring-documents"

    def enter(self, **kwargs: Any) -> None:
        """For who works with documents (403)."""
        require(self.actor, RECEIVE)

    def asked(self) -> tuple[int, str]:
        """The window and the words; nonsense asks for the widest."""
        typed = self.request.GET.get("days", "")
        days = int(typed) if typed in {str(window) for window in WINDOWS} else WINDOWS[0]
        return days, self.request.GET.get("q", "").strip()[:100]

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """A page of it."""
        days, words = self.asked()
        found = page_of(expiring(self.company, self.actor, self.on, days=days, words=words), page_number(request))
        context = {
            "rows": [self.row(each) for each in found.documents],
            "tabs": [self.tab(window, current=window == days) for window in WINDOWS],
            "q": words,
            "days": days,
            "here": self.to.to("expiring-documents"),
            "files": {
                label: f"{self.to.to('expiring-documents-file', kind)}?days={days}&q={words}"
                for kind, label in spreadsheets.FORMATS.items()
            },
            "pager": pager(found.page, found.pages, shown=len(found.documents), total=found.total, size=PAGE),
        }
        return self.page("desk/pages/expiring_documents.html", context)

    def tab(self, window: int, *, current: bool) -> dict[str, Any]:
        """A window with how many end in it."""
        many = count(expiring(self.company, self.actor, self.on, days=window))
        label = _("Within %(days)s days") % {"days": window} if window else _("Ended")
        tone = "wait" if window in (0, LATE) and many.number else "calm"
        return {"label": label, "href": f"?days={window}", "current": current, "count": many, "note": "", "tone": tone}

    def row(self, paper: Document) -> dict[str, Any]:
        """One document."""
        days = left(paper, self.on)
        return {
            "title": str(paper),
            "kind": kind_label(paper.kind),
            "href": self.to.paper(paper.uuid),
            "number": paper.case.number if paper.case else "",
            "case_href": self.to.case(paper.case.number) if paper.case else "",
            "subject": paper.case.subject if paper.case else "",
            "customer": paper.customer.name if paper.customer else "",
            "customer_href": self.to.customer(paper.customer.code) if paper.customer else "",
            "until": paper.valid_until,
            "left": _left(days),
            "tone": "late" if days <= LATE else "soon" if days <= SOON else "",
            "state": State(str(paper.get_status_display()), TONES.get(paper.status, "calm")),
        }


class ExpiringDocumentsFileView(ExpiringDocumentsView):
    """The whole list as a file."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        days, words = self.asked()
        rows = expiring(self.company, self.actor, self.on, days=days, words=words)
        name = f"{_('expiring-documents')}-{self.company.slug}-{self.on.isoformat()}"
        cells = list(_cells(rows.iterator(chunk_size=1_000)))
        delimiter = ";" if (get_language() or "it").startswith("it") else ","

        def xlsx() -> IO[bytes]:
            return spreadsheets.as_xlsx(_heads(), cells, widths=WIDTHS, title=_("Documents"))

        return spreadsheets.sent(
            kwargs["kind"],
            name,
            csv=lambda: spreadsheets.as_csv(_heads(), cells, delimiter=delimiter, text=_plain),
            xlsx=xlsx,
        )


def _left(days: int) -> str:
    if days < 0:
        return ngettext("ended %(n)s day ago", "ended %(n)s days ago", -days) % {"n": -days}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("today")


def _heads() -> list[str]:
    return [_("Kind"), _("Document"), _("Case"), _("Customer"), _("Bears the date"), _("Last day"), _("State")]


def _cells(papers: Iterator[Document]) -> Iterator[tuple[object, ...]]:
    for paper in papers:
        yield (
            kind_label(paper.kind),
            str(paper),
            paper.case.number if paper.case else "",
            paper.customer.name if paper.customer else "",
            paper.issued_on,
            paper.valid_until,
            str(paper.get_status_display()),
        )


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
