"""What every page of the ledger shares: the duty to read it, its tabs, its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.duties import READ
from cases.services.errors import Refused
from desk.presenting.billing.parts import Link, Section
from desk.reasons import reasons_of
from desk.views.asking import AskingView
from desk.views.base import CompanyView
from registry.duties import require
from registry.models import Customer
from registry.queries.customers import by_code
from registry.scoping import CompanyOwned

TABS = (
    ("overview", gettext_lazy("Overview"), "receivables"),
    ("items", gettext_lazy("Open items"), "items"),
    ("payments", gettext_lazy("Payments"), "payments"),
    ("bank", gettext_lazy("Bank"), "bank"),
    ("imports", gettext_lazy("Imports"), "ledger-imports"),
    ("statements", gettext_lazy("Statements"), "statement-runs"),
    ("collection", gettext_lazy("Collection holds"), "collection-holds"),
    ("rates", gettext_lazy("Interest rates"), "rates"),
    ("handovers", gettext_lazy("Hand-overs"), "handovers"),
)


class LedgerView(CompanyView):
    """A page of the ledger; `tab` is the one that is marked, "" for pages below another."""

    area = "receivables"
    tab: ClassVar[str] = ""
    duty: ClassVar[str] = READ

    def enter(self, **kwargs: Any) -> None:
        """Only for who has the duty."""
        require(self.actor, READ)
        require(self.actor, self.duty)

    def found(self, model: type[CompanyOwned], pk: int, *related: str) -> Any:
        """A row of this company, or 404."""
        row = model.objects.of(self.company).select_related(*related).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def may(self, duty: str) -> bool:
        """Whether a step is offered."""
        return self.actor.has(duty)

    def ledger(
        self, title: str, sections: Sequence[Section], *, status: int = 200, refused: Refused | None = None, **more: Any
    ) -> HttpResponse:
        """The page."""
        tabs = [
            {"label": label, "href": self.to.to(route), "current": key == self.tab, "count": None}
            for key, label, route in TABS
        ]
        trail = more.pop("trail", ())
        context = {
            "title": title,
            "sections": sections,
            "tabs": tabs if self.tab else (),
            "trail": trail or (() if self.tab else [(_("Receivables"), self.to.to("receivables"))]),
            "reasons": reasons_of(refused.refusals) if refused else (),
            **more,
        }
        return self.page("desk/billing/page.html", context, status=409 if refused else status)

    def done(self, words: str, route: str, *args: object) -> HttpResponse:
        """Say what happened, and go on."""
        messages.success(self.request, words)
        return redirect(self.to.to(route, *args))


class LedgerAsking(AskingView):
    """A form of the ledger; only for who has the duty, asked at GET and POST."""

    area = "receivables"
    duty: ClassVar[str]

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        require(self.actor, READ)
        require(self.actor, self.duty)
        self.load(**kwargs)

    def load(self, **kwargs: Any) -> None:
        """What the address names."""

    def trail(self) -> Sequence[tuple[str, str]]:
        """Below the ledger."""
        return [(_("Receivables"), self.to.to("receivables"))]

    def row(self, model: type[CompanyOwned], pk: int, *related: str) -> Any:
        """A row of this company, or 404."""
        found = model.objects.of(self.company).select_related(*related).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def customer_or_404(view: CompanyView, code: str) -> Customer:
    """A customer of this company by its code."""
    found = by_code(view.company, code)
    if found is None:
        raise Http404
    return found


def words(heading: str, action: str, lead: str = "", tone: str = "") -> Mapping[str, Any]:
    """What a form's page says."""
    return {"heading": heading, "action": action, "lead": lead, "tone": tone}


def link(label: str, href: str, icon: str = "", *, primary: bool = False) -> Link:
    """A link on top of a page."""
    return Link(label, href, icon, primary)
