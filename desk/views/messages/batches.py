"""Print batches: letters chosen, merged, sent to the printer or the mailing house, booked as posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.services.errors import Refused
from desk.forms.messages import BatchForm, DayForm
from desk.paging import paged
from desk.presenting import messages as presenting
from desk.presenting.billing.parts import Cell, Line, Link, Section, Table
from desk.requests import page_number
from desk.tables import as_file
from desk.views.messages.base import MessagesView
from documents import store
from documents.duties import SEND
from documents.models import Channel, MessageStatus, PrintBatch
from documents.services.messages import codes, printing
from registry.duties import require


class PostView(MessagesView):
    """Only for who sends."""

    def enter(self, **kwargs: Any) -> None:
        """The duty."""
        require(self.actor, SEND)


class BatchesView(PostView):
    """What waits to be printed, and the batches made so far."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        return self.list_page(self.form(None))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Make a batch of the letters ticked."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.list_page(form, status=422)
        keys = [UUID(key) for key in form.cleaned_data["letters"]]
        is_double_sided = form.cleaned_data["is_double_sided"]
        try:
            batch = printing.gather(keys, is_double_sided=is_double_sided, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.list_page(form, refused=refused)
        return self.done(_("The batch is being made."), "print-batch", batch.pk)

    def form(self, typed: Any) -> BatchForm:
        """The letters that wait."""
        rows = printing.waiting(self.company.pk).select_related("case").prefetch_related("recipients")
        choices = [(str(row.key), self.label(row)) for row in rows[: printing.AT_MOST]]
        return BatchForm(typed, letters=choices, initial={"letters": [key for key, _label in choices]})

    def label(self, row: Any) -> str:
        """A letter as one ticks it."""
        to = "; ".join(f"{each.name}, {presenting.place(each)}" for each in row.recipients.all())
        parts = (row.case.number if row.case else "", row.subject, str(row.get_channel_display()), to, row.failure)
        return " · ".join(part for part in parts if part)

    def list_page(self, form: BatchForm, *, status: int = 200, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        waiting = Section(_("Waiting to be printed"), lead=_("No letter waits to be printed."))
        if "letters" in form.fields:
            waiting = Section(_("Waiting to be printed"), form=form, action=_("Make the batch"))
        shown, pager = paged(
            PrintBatch.objects.of(self.company).select_related("made_by").order_by("-pk"), page_number(self.request)
        )
        heads = [(_("Made"), ""), (_("By"), ""), (_("Letters"), "amount"), (_("Pages"), "amount"), (_("State"), "")]
        made = Table(heads, [self.line(row) for row in shown], _("No batch yet."))
        links = [
            Link(_("Book registered letters"), self.to.to("postings"), "barcode"),
            Link(_("Book returns"), self.to.to("returns"), "mail-x"),
        ]
        sections = [waiting, Section(_("Batches"), made, pager=pager)]
        return self.show(_("Print batches"), sections, status=status, refused=refused, links=links)

    def line(self, row: PrintBatch) -> Line:
        """One batch."""
        href = self.to.to("print-batch", row.pk)
        words, tone = state(row)
        cells = [Cell(presenting.moment(row.made_at), "whole", href), Cell(str(row.made_by))]
        counts = [Cell(str(row.letters), "amount"), Cell(str(row.pages or ""), "amount")]
        return Line([*cells, *counts, Cell(words, tone=tone)], href)


class InBatchView(PostView):
    """A page about one batch."""

    batch: PrintBatch

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        found = PrintBatch.objects.of(self.company).select_related("file", "made_by").filter(pk=kwargs["batch"]).first()
        if found is None:
            raise Http404
        self.batch = found


class BatchView(InBatchView):
    """Its letters in postal order, its files, and the day it was posted."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.batch_page(DayForm(initial={"on": self.on}))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Book its ordinary letters as posted."""
        form = DayForm(request.POST)
        if not form.is_valid():
            return self.batch_page(form, status=422)
        try:
            number = printing.post_batch(self.batch, form.cleaned_data["on"], actor=self.actor, now=self.now)
        except Refused as refused:
            return self.batch_page(form, refused=refused)
        said = ngettext("%(number)d letter is booked as posted.", "%(number)d letters are booked as posted.", number)
        return self.done(said % {"number": number}, "print-batch", self.batch.pk)

    def batch_page(self, form: DayForm, *, status: int = 200, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        letters = printing.in_postal_order(self.batch)
        heads = [(head, "") for head in (_("Code"), _("Subject"), pgettext("recipient", "To"), _("Way"), _("State"))]
        table = Table(heads, [self.line(message, to) for message, to in letters], _("No letters."))
        words, _tone = state(self.batch)
        sections = [Section(_("Letters in postal order"), table, side=words, lead=self.batch.trouble)]
        if any(row.channel == Channel.POST and row.status == MessageStatus.QUEUED for row, _to in letters):
            sections.append(Section(_("Ordinary letters posted"), form=form, action=_("Book them as posted")))
        title = _("Print batch of %(day)s") % {"day": presenting.moment(self.batch.made_at)}
        trail = [(_("Messages"), self.to.to("messages")), (_("Print batches"), self.to.to("print-batches"))]
        return self.show(title, sections, status=status, refused=refused, links=self.links(), trail=trail)

    def line(self, message: Any, to: Any) -> Line:
        """One letter."""
        href, shown = self.to.to("message", message.key), presenting.state(message)
        cells = [Cell(codes.shown(message.code), "whole", href), Cell(message.subject)]
        where = Cell(to.name, under=presenting.place(to))
        return Line([*cells, where, Cell(str(message.get_channel_display())), Cell(shown.label, tone=shown.tone)], href)

    def links(self) -> list[Link]:
        """Its files."""
        if self.batch.file is None:
            return []
        pk = self.batch.pk
        return [
            Link(_("PDF to print"), self.to.to("print-batch-file", pk), "printer", primary=True),
            Link(_("Addresses (Excel)"), self.to.to("print-batch-addresses", pk, "xlsx"), "download"),
            Link(_("Addresses (CSV)"), self.to.to("print-batch-addresses", pk, "csv"), "download"),
        ]


class BatchFileView(InBatchView):
    """The merged PDF."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send it; not made yet, it is not there (404)."""
        if self.batch.file is None:
            raise Http404
        content = store.locate(self.batch.file).open("rb")
        name = f"{_('letters')}-{self.batch.pk}.pdf"
        return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")


class AddressesView(InBatchView):
    """The address list for a mailing house, in the order of the PDF."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        heads = [_("Position"), _("Code"), _("Way"), _("Name"), _("Street and number"), _("Postal code"), _("Town")]
        heads += [_("Province"), _("Country"), _("Case")]
        name = f"{_('addresses')}-{self.batch.pk}"
        return as_file(kwargs["kind"], name, self.company.slug, self.on, heads, self.rows())

    def rows(self) -> Iterator[list[Any]]:
        """One line a letter."""
        for position, (message, to) in enumerate(printing.in_postal_order(self.batch), start=1):
            way, number = str(message.get_channel_display()), message.case.number if message.case else ""
            place = (to.name, to.street, to.postal_code, to.city, to.province, to.country)
            yield [position, codes.shown(message.code), way, *place, number]


def state(batch: PrintBatch) -> tuple[str, str]:
    """How far it is."""
    if batch.file_id is not None:
        return _("ready"), "good"
    return (_("cannot be printed"), "bad") if batch.trouble else (_("being made"), "run")
