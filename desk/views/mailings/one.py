"""One mailing: how it stands, who gets it, the steps from draft to released."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.letters import LANGUAGE_LABELS
from desk.forms.mailings import PapersForm, TestForm
from desk.paging import paged
from desk.presenting import mailings as presenting
from desk.presenting.billing.parts import Button, Cell, Line, Link, Section, Table, fact
from desk.requests import page_number, person
from desk.tables import as_file
from desk.views.mailings.base import InMailingView
from documents.models import MailingPaper, MailingStatus
from documents.queries.mailings import rows_of, totals
from documents.services import uploads
from documents.services.mailings import drafts, preparing, releasing, trying, wording
from documents.services.messages.refusals import MessageRefused
from documents.services.refusals import UploadRefused

S = MailingStatus


class MailingView(InMailingView):
    """Everything about it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.mailing_page()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One step, by name."""
        steps: dict[str, Callable[..., object]] = {
            "prepare": preparing.prepare,
            "release": releasing.release,
            "stop": releasing.stop,
        }
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        try:
            step(self.mailing, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.mailing_page(refused=refused)
        return self.done(_("Done."), "mailing", self.mailing.key)

    def mailing_page(
        self,
        *,
        refused: Refused | None = None,
        test: TestForm | None = None,
        papers: PapersForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        row, counted = self.mailing, totals(self.mailing)
        sections = [Section(_("Mailing"), facts=presenting.facts(row), buttons=self.buttons())]
        sections += self.wrong()
        if counted.all:
            sections.append(Section(_("Who gets it"), facts=presenting.totals(counted)))
            sections.append(Section(_("Who does not, and why"), presenting.left_out(counted)))
        sections += [*self.texts(), self.papers(papers), *self.trial(test)]
        if counted.all:
            shown, pager = paged(rows_of(row), page_number(self.request))
            sections.append(Section(_("Customers"), presenting.customers(shown, self.to), pager=pager))
        return self.show(
            row.name,
            sections,
            trail=self.trail(),
            refused=refused,
            status=status,
            links=[*(self.exports() if counted.all else ()), *self.links()],
        )

    def buttons(self) -> list[Button]:
        """What may be done about it."""
        row, href, found = self.mailing, self.to.to("mailing", self.mailing.key), []
        if row.is_open:
            found.append(Button(_("Edit"), self.to.to("edit-mailing", row.key), "link"))
            label = _("Work out anew who gets it") if row.status == S.PREPARED else _("Work out who gets it")
            found.append(Button(label, href, "primary" if row.status == S.DRAFT else "", {"step": "prepare"}))
        if self.may_release and row.status == S.PREPARED:
            found.append(Button(_("Release the mailing"), href, "primary", {"step": "release"}))
        if self.may_release and row.status == S.STOPPED:
            found.append(Button(_("Go on"), href, "primary", {"step": "release"}))
        if self.may_release and row.status == S.RELEASING:
            found.append(Button(_("Stop it"), href, "reject", {"step": "stop"}))
        return found

    def links(self) -> list[Link]:
        """Where one goes from here."""
        return [Link(_("Try on customers"), self.to.to("try-mailing", self.mailing.key), "eye")]

    def exports(self) -> list[Link]:
        """Every customer with what he gets, or why not."""
        return [
            Link(kind.upper(), self.to.to("mailing-file", self.mailing.key, kind), "download")
            for kind in ("csv", "xlsx")
        ]

    def wrong(self) -> Iterator[Section]:
        """What is to be corrected in the texts of a draft."""
        for text in self.mailing.texts.all() if self.mailing.status == S.DRAFT else ():
            if section := presenting.wrong(
                str(LANGUAGE_LABELS.get(text.language, text.language)), wording.findings(text)
            ):
                yield section

    def texts(self) -> list[Section]:
        """What it says."""
        return [
            Section(
                str(LANGUAGE_LABELS.get(text.language, text.language)),
                facts=[fact(_("Subject"), text.subject), fact(_("Text"), text.body)],
            )
            for text in self.mailing.texts.all()
        ]

    def papers(self, form: PapersForm | None) -> Section:
        """What goes with it, and the form that adds to it, with what was wrong with the files."""
        row, href = self.mailing, self.to.to("mailing-papers", self.mailing.key)
        take_out = Button(_("Take it out"), href)
        lines = [
            Line(
                [Cell(str(each.document), "whole", self.to.paper(each.document.uuid), each.document.file_name)],
                buttons=[self.out(take_out, each)] if row.is_open else (),
            )
            for each in drafts.papers_of(row)
        ]
        table = Table([(_("Document"), "")], lines, _("No attachments."))
        if not row.is_open:
            return Section(_("Attachments"), table)
        ask = form or PapersForm()
        return Section(_("Attachments"), table, form=ask, action=_("Attach"), action_href=href, multipart=True)

    def out(self, button: Button, paper: MailingPaper) -> Button:
        """The button of one attachment."""
        return Button(button.label, button.href, "", {"remove": paper.pk}, str(paper))

    def trial(self, test: TestForm | None) -> list[Section]:
        """The form that sends a test to oneself."""
        if not self.mailing.is_open:
            return []
        form = test or TestForm(initial={"to": person(self.request).email})
        href = self.to.to("test-mailing", self.mailing.key)
        lead = _("As one customer of the list would read it. It does not stand in the register.")
        return [Section(_("Send a test"), form=form, action=_("Send the test"), action_href=href, lead=lead)]


class TestView(MailingView):
    """A test to oneself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send it."""
        form = TestForm(request.POST)
        if not form.is_valid():
            return self.mailing_page(test=form, status=422)
        try:
            trial = trying.send_test(self.mailing, form.cleaned_data["to"], actor=self.actor, now=self.now)
        except Refused as refused:
            return self.mailing_page(refused=refused)
        said = _("Sent to %(to)s as %(customer)s would read it.")
        words = said % {"to": form.cleaned_data["to"], "customer": trial.customer.name}
        return self.done(words, "mailing", self.mailing.key)


class PapersView(MailingView):
    """An attachment added or taken out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Either of the two."""
        pk = request.POST.get("remove", "")
        try:
            if pk:
                self.take_out(pk)
                return self.done(_("Taken out."), "mailing", self.mailing.key)
            form = PapersForm(request.POST, request.FILES)
            if not form.is_valid():
                return self.mailing_page(papers=form, status=422)
            for file in form.cleaned_data["file"]:
                self.attach(file)
        except (Refused, UploadRefused, MessageRefused) as refused:
            return self.mailing_page(refused=refused)
        return self.done(_("Attached."), "mailing", self.mailing.key)

    def take_out(self, pk: str) -> None:
        """Raises Http404, MailingRefused."""
        rows = MailingPaper.objects.of(self.company).filter(mailing=self.mailing)
        found = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
        if found is None:
            raise Http404
        drafts.detach(self.mailing, found, actor=self.actor)

    def attach(self, file: Any) -> None:
        """The file goes through the same checks as every upload. Raises UploadRefused, MailingRefused."""
        uploads.receive(
            company=self.company,
            actor=self.actor,
            now=self.now,
            stream=file,
            name=file.name,
            kind="letter",
            then=lambda document: drafts.attach(self.mailing, document, actor=self.actor),
        )


class TryView(InMailingView):
    """The mailing as customers of its list would read it: three chosen by lot, or the one asked for."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it; nothing is sent and nothing is kept."""
        asked = request.GET.get("customer", "").strip()[:20]
        context = {
            "mailing": self.mailing,
            "trail": self.trail((self.mailing.name, self.to.to("mailing", self.mailing.key))),
            "asked": asked,
            "trials": [
                (each, self.to.customer(each.customer.code))
                for each in trying.trials(self.mailing, now=self.now, code=asked)
            ],
        }
        return self.page("desk/mailings/trial.html", context)


class MailingFileView(InMailingView):
    """Every customer with the message he gets, or why he gets none."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        heads = [_("Code"), _("Customer"), _("Address"), _("Gets it"), _("Why not"), _("Consent given long ago")]
        heads += [_("Message"), _("What went wrong")]
        lines = (
            [
                row.customer.code, row.customer.name, row.address, _("no") if row.why_not else _("yes"),
                str(row.get_why_not_display()) if row.why_not else "", _("yes") if row.is_consent_old else "",
                str(row.message.get_status_display()) if row.message else "",
                row.words or (row.message.failure if row.message else ""),
            ]
            for row in rows_of(self.mailing).iterator(chunk_size=1000)
        )  # fmt: skip
        return as_file(kwargs["kind"], _("mailing").replace(" ", "-"), self.company.slug, self.on, heads, lines)
