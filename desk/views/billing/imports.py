"""Files of an accounting system: a dry run with every reason, then the real one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from billing.duties import IMPORT
from billing.imports.reasons import FILE_TEXTS, FileRefused
from billing.imports.running import apply_run, name_customers, try_again, try_file
from billing.models import ImportMapping, ImportRun
from cases.services.errors import Refused
from desk import formats
from desk.forms.billing.files import NamesForm, UploadForm
from desk.presenting.billing.imports import said
from desk.presenting.billing.parts import Button, Cell, Line, Section, Table, fact
from desk.views.billing.base import LedgerAsking, LedgerView, link, words


class ImportsView(LedgerView):
    """The mappings, and the files of late."""

    tab = "imports"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        runs = ImportRun.objects.of(self.company).select_related("mapping").defer("content").order_by("-tried_at")
        mappings = ImportMapping.objects.of(self.company).order_by("name", "pk")
        may = self.may(IMPORT)
        sections = [
            Section(_("Files"), self.run_table(list(runs[:30]))),
            Section(_("Mappings"), self.mapping_table(mappings)),
        ]
        links = [
            link(_("New mapping"), self.to.to("choose-ledger-mapping"), "table"),
            link(_("Try a file"), self.to.to("new-ledger-import"), "upload", primary=True),
        ]
        return self.ledger(_("Receivables"), sections, links=links if may else [])

    def run_table(self, runs: list[ImportRun]) -> Table:
        """What became of each file."""
        heads = [
            (_("File"), ""),
            (_("Source"), ""),
            (_("Rows"), "amount"),
            (_("New"), "amount"),
            (_("Wrong"), "amount"),
            (_("State"), ""),
        ]
        lines = []
        for run in runs:
            href = self.to.to("ledger-import", run.pk)
            state = Cell(_("brought in"), tone="good") if run.applied_at else Cell(_("tried"), tone="wait")
            counts = [Cell(str(run.report.get(name, 0)), "amount") for name in ("rows", "new", "wrong")]
            lines.append(Line([Cell(run.file_name, "whole", href), Cell(run.mapping.name), *counts, state], href))
        return Table(heads, lines, _("No file yet: try one, nothing is written before you say so."))

    def mapping_table(self, mappings: Any) -> Table:
        """How sources write."""
        heads = [(_("Name"), ""), (_("Source"), ""), (_("Content"), "")]
        lines = []
        for each in mappings:
            href = self.to.to("ledger-mapping", each.pk)
            cells = [Cell(each.name, "whole", href), Cell(each.source), Cell(str(each.get_content_display()))]
            lines.append(Line(cells, href))
        return Table(heads, lines, _("No mapping yet: say which heading of the file means what."))


class NewImportView(LedgerAsking):
    """A file, tried."""

    duty = IMPORT
    run: ImportRun | None = None

    def form(self, typed: Any) -> forms.Form:
        """The file and its mapping."""
        mappings = ImportMapping.objects.of(self.company).exclude(content=ImportMapping.STATEMENT).order_by("name")
        return UploadForm(typed, self.request.FILES or None, mappings=mappings)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Try a file"), _("Try it"), _("Nothing is written yet: you see first what would become of it."))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What cannot be read stands on the form."""
        try:
            return super().post(request, *args, **kwargs)
        except FileRefused as refused:
            form = self.form(request.POST)
            form.is_valid()
            form.add_error("file", _(FILE_TEXTS[refused.code]).format(**refused.params))
            return self.ask(form, status=422)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Try it."""
        file = cleaned["file"]
        mapping = ImportMapping.objects.of(self.company).get(pk=cleaned["mapping"])
        file.seek(0)
        self.run = try_file(mapping, file.name, file.read(), actor=self.actor, now=self.now)
        return _("The file was tried: nothing is written yet.")

    def back(self) -> str:
        """What became of it."""
        return self.to.to("ledger-import", self.run.pk) if self.run else self.to.to("ledger-imports")


class ImportView(LedgerView):
    """One file: its counts, every line that is not brought in, whom its codes mean; then bring it in."""

    duty = IMPORT
    run: ImportRun

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.run = self.found(ImportRun, kwargs["run"], "mapping")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Apply, try again, or name customers."""
        steps = {"apply": self.apply, "again": self.again, "": self.name}
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        try:
            return step(request)
        except Refused as refused:
            return self.show(refused=refused)

    def apply(self, request: HttpRequest) -> HttpResponse:
        """Bring it in."""
        del request
        apply_run(self.run, actor=self.actor, now=self.now)
        return self.done(_("The file is brought in."), "ledger-import", self.run.pk)

    def again(self, request: HttpRequest) -> HttpResponse:
        """Try it anew."""
        del request
        if self.run.applied_at is None:
            try_again(self.run, actor=self.actor, now=self.now)
        return redirect(self.to.to("ledger-import", self.run.pk))

    def name(self, request: HttpRequest) -> HttpResponse:
        """Whom the source means."""
        form = self.names(request.POST)
        if form is None or not form.is_valid():
            return self.show(form=form, status=422)
        name_customers(self.run.mapping, form.named(), actor=self.actor)
        return self.again(request)

    def names(self, typed: Any) -> NamesForm | None:
        """The codes nobody is known by; twenty at a time."""
        unknown = self.run.report.get("unknown", [])
        if not unknown or self.run.applied_at:
            return None
        return NamesForm(typed, codes=unknown[:20], company=self.company)

    def show(self, *, form: NamesForm | None = None, refused: Refused | None = None, status: int = 200) -> HttpResponse:
        """The page."""
        run = self.run
        sections = [Section(_("Outcome"), facts=self.facts(), buttons=self.buttons())]
        names = form or self.names(None)
        if names is not None:
            lead = _("Codes of the source that nobody is known by: say whom each means, or leave it empty.")
            sections.append(Section(_("Unknown customers"), form=names, action=_("Remember and try again"), lead=lead))
        sections.append(Section(_("Lines"), self.line_table(), lead=self.cut()))
        trail = [(_("Receivables"), self.to.to("receivables")), (_("Imports"), self.to.to("ledger-imports"))]
        links = [
            link(_("Mapping: %(name)s") % {"name": run.mapping.name}, self.to.to("ledger-mapping", run.mapping_id))
        ]
        return self.ledger(run.file_name, sections, trail=trail, links=links, refused=refused, status=status)

    def facts(self) -> list[dict[str, Any]]:
        """The counts."""
        run, report = self.run, self.run.report
        state = _("brought in") if run.applied_at else _("tried, nothing is written")
        if not run.applied_at and not self.anything():
            state = _("tried: nothing in it can be brought in")
        labels = {
            "rows": _("Rows"),
            "new": _("New items"),
            "unchanged": _("Known already, unchanged"),
            "amount": _("Amount of the items"),
            "payments": _("Payments"),
            "allocated": _("of these allocated"),
            "paid": _("Amount paid"),
            "wrong": _("Not brought in"),
            "noted": _("With a remark"),
        }
        sums = {name: formats.say_money(Decimal(report.get(name, 0))) for name in ("amount", "paid")}
        said = [fact(label, sums.get(name) or str(report.get(name, 0))) for name, label in labels.items()]
        when = formats.say_moment(run.applied_at or run.tried_at, self.now)
        who = run.applied_by_name or run.tried_by_name
        return [fact(_("State"), f"{who}, {when}", state, "good" if run.applied_at else "wait"), *said]

    def buttons(self) -> list[Button]:
        """Bring in what is new, if anything is, or try again."""
        if self.run.applied_at:
            return []
        href = self.to.to("ledger-import", self.run.pk)
        again = Button(_("Try again"), href, "", {"step": "again"})
        return [Button(_("Bring it in"), href, "primary", {"step": "apply"}), again] if self.anything() else [again]

    def anything(self) -> bool:
        """Whether the file, as it was tried, would change the ledger."""
        return bool(self.run.report.get("new") or self.run.report.get("payments"))

    def cut(self) -> str:
        """That more lines have something against them than are kept, and so shown."""
        report = self.run.report
        there, shown = report.get("wrong", 0) + report.get("noted", 0), len(report.get("lines", []))
        if there <= shown:
            return ""
        return _("The first %(shown)d of %(all)d lines with something against them.") % {"shown": shown, "all": there}

    def line_table(self) -> Table:
        """Each line with its reasons."""
        lines = []
        for each in sorted(self.run.report.get("lines", []), key=lambda line: line["line"]):
            tone, label = ("bad", _("not brought in")) if each["wrong"] else ("wait", _("remark"))
            words_ = " ".join(said(reason, self.run.mapping.content) for reason in each["reasons"])
            lines.append(Line([Cell(str(each["line"]), "amount"), Cell(words_, "whole"), Cell(label, tone=tone)]))
        return Table([(_("Line"), "amount"), (_("Why"), ""), (_("Outcome"), "")], lines, _("Every line is in order."))
