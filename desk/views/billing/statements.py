"""Statements of account in lots: the runs, a new one, its list, what each customer would read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import CustomerStatement, StatementRun
from billing.models.ledger import ZERO
from billing.models.statements import Layout, Way, Whom
from billing.services.statements import deciding
from billing.services.statements.preparing import Wish, prepare
from billing.services.statements.sending import preview
from cases.services.errors import Refused
from desk import formats
from desk.forms.billing.statements import RunForm
from desk.paging import paged
from desk.presenting.billing import statements as presenting
from desk.presenting.billing.parts import Button, Section, figure
from desk.requests import page_number
from desk.views.billing.base import LedgerAsking, LedgerView, link, words
from documents.duties import SEND
from documents.models import Channel
from registry.duties import require

SHOWN = {"": None, "out": (CustomerStatement.LEFT_OUT, CustomerStatement.REFUSED)}


class RunsView(LedgerView):
    """The runs, the newest first."""

    tab = "statements"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        rows = StatementRun.objects.of(self.company).order_by("-prepared_at", "-pk")
        shown, pager = paged(rows, page_number(request))
        section = Section(
            _("Statements of account in lots"), presenting.run_table(shown, self.counts(shown), self.to), pager=pager
        )
        links = [link(_("Prepare statements"), self.to.to("new-statement-run"), "mail-forward", primary=True)]
        return self.ledger(_("Receivables"), [section], links=links if self.may(SEND) else [])

    def counts(self, runs: list[StatementRun]) -> Mapping[int, Mapping[str, int]]:
        """How many statements of each run are at which point."""
        rows = CustomerStatement.objects.of(self.company).filter(run__in=runs).order_by()
        found: dict[int, dict[str, int]] = {}
        for run, status, number in rows.values_list("run", "status").annotate(Count("pk")):
            found.setdefault(run, {})[status] = number
        return found


class NewRunView(LedgerAsking):
    """Asking for a run."""

    duty = SEND
    run: StatementRun | None = None

    def form(self, typed: Any) -> forms.Form:
        """Today, everybody with open items."""
        usual = {"on": self.on, "whom": Whom.OPEN, "layout": Layout.OPEN_ITEMS, "way": Way.EMAIL_FIRST, "key": uuid4()}
        return RunForm(typed, company=self.company, initial=usual)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("Nothing is sent yet: the list is shown first, with whom it leaves out and why.")
        return words(_("Prepare statements of account"), _("Make the list"), lead)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Prepare it."""
        given = {name: value for name, value in cleaned.items() if name != "layout"}
        if cleaned["layout"] != Layout.MOVEMENTS:
            given["from_on"] = None
        self.run = prepare(Wish(**given), actor=self.actor, now=self.now)
        return _("The list is ready: look through it, then release it.")

    def back(self) -> str:
        """The run that was made, or the list of them."""
        return self.to.to("statement-run", self.run.pk) if self.run else self.to.to("statement-runs")


class InRunView(LedgerView):
    """A page about one run."""

    run: StatementRun

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.run = self.found(StatementRun, kwargs["run"], "company")


class RunView(InRunView):
    """The list of a run: looked through, then released; afterwards what became of each."""

    steps: ClassVar[Mapping[str, str]] = {
        "release": "release",
        "drop": "drop",
        "leave_out": "choose",
        "take_in": "choose",
    }

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One step, by name."""
        require(self.actor, SEND)
        step = request.POST.get("step", "")
        if step not in self.steps:
            raise Http404
        try:
            return self.choose(step) if self.steps[step] == "choose" else self.decide(step)
        except Refused as refused:
            return self.show(refused)

    def decide(self, step: str) -> HttpResponse:
        """Release it or give it up."""
        if step == "release":
            deciding.release(self.run, actor=self.actor, now=self.now)
            return self.done(_("Released: the worker writes the statements now."), "statement-run", self.run.pk)
        deciding.drop(self.run, actor=self.actor, now=self.now)
        return self.done(_("The run is dropped: nothing is sent."), "statement-runs")

    def choose(self, step: str) -> HttpResponse:
        """One customer more or less."""
        ids = [int(pk) for pk in self.request.POST.getlist("row") if pk.isdecimal() and len(pk) < 16]
        call = deciding.leave_out if step == "leave_out" else deciding.take_in
        call(self.run, ids, actor=self.actor)
        return redirect(self.to.to("statement-run", self.run.pk))

    def show(self, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        run, own = self.run, CustomerStatement.objects.of(self.company).filter(run=self.run)
        only = SHOWN.get(self.request.GET.get("show", ""))
        rows = own.filter(status__in=only) if only else own
        rows = rows.select_related("customer", "document", "message").order_by("customer__name", "pk")
        shown, pager = paged(rows, page_number(self.request))
        table = presenting.statement_table(shown, run, self.to, may=self.may(SEND))
        sections = [
            Section(_("Run"), facts=presenting.run_facts(run, self.now), buttons=self.buttons(own)),
            Section(_("Left out") if only else _("Customers"), table, pager=pager),
        ]
        trail = [(_("Receivables"), self.to.to("receivables")), (_("Statements"), self.to.to("statement-runs"))]
        title = _("Statements of account as of %(day)s") % {"day": formats.say_date(run.on, self.on)}
        return self.ledger(title, sections, trail=trail, figures=self.figures(own), refused=refused)

    def figures(self, own: Any) -> list[dict[str, str]]:
        """How many, for how much, by which way, and who is left out."""
        here = self.to.to("statement-run", self.run.pk)
        going = own.exclude(status__in=SHOWN["out"] or ()).order_by()
        by_way = {channel: (number, sum_ or ZERO) for channel, number, sum_ in _by_way(going)}
        out = own.filter(status__in=SHOWN["out"] or ()).count()
        number = sum(each[0] for each in by_way.values())
        total = sum((each[1] for each in by_way.values()), ZERO)
        mail = sum(by_way.get(channel, (0, ZERO))[0] for channel in (Channel.EMAIL, Channel.PEC))
        pec = by_way.get(Channel.PEC, (0, ZERO))[0]
        return [
            figure(_("Statements"), str(number), formats.say_money(total), here),
            figure(_("By e-mail or PEC"), str(mail), _("of these by PEC: %(number)s") % {"number": pec}, here),
            figure(_("By post"), str(by_way.get(Channel.POST, (0, 0))[0]), _("in a print batch"), here),
            figure(_("Left out"), str(out), _("see why"), f"{here}?show=out", "soon" if out else ""),
        ]

    def buttons(self, own: Any) -> list[Button]:
        """Let it go, or give it up."""
        if self.run.status != StatementRun.PREPARED or not self.may(SEND):
            return []
        here, number = self.to.to("statement-run", self.run.pk), own.filter(status=CustomerStatement.WAITING).count()
        label = ngettext("Send %(number)s statement", "Send %(number)s statements", number) % {"number": number}
        return [
            Button(label, here, "primary", {"step": "release"}),
            Button(_("Drop the run"), here, "reject", {"step": "drop"}),
        ]


def _by_way(rows: Any) -> Any:
    return (
        rows.values_list("channel")
        .annotate(Count("pk"), Sum("balance"))
        .values_list("channel", "pk__count", "balance__sum")
    )


class PreviewView(InRunView):
    """What one customer of a run would read today."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        rows = CustomerStatement.objects.of(self.company).filter(run=self.run, pk=kwargs["row"])
        row = rows.select_related("customer__company").first()
        if row is None:
            raise Http404
        response = HttpResponse(preview(self.run, row), content_type="application/pdf")
        name = f"{row.customer.code}-{self.run.on.isoformat()}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response
