"""Codes typed or scanned: letters that came back, and registered letters with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.services.errors import Refused
from desk.forms.messages import PostingsForm, ReturnsForm
from desk.presenting.billing.parts import Cell, Line, Link, Section, Table
from desk.reasons import reasons_of
from desk.views.messages.batches import PostView
from documents.models import EvidenceKind, Message
from documents.services.messages import codes, deciding
from documents.services.messages.deciding import Booking


class CodesView(PostView):
    """Lines of codes, each booked by itself: what is wrong with one stays in the form, the others are booked."""

    form_class: type[forms.Form]
    field: str

    def said(self) -> Mapping[str, str]:
        """title, action."""
        raise NotImplementedError

    def book(self, code: str, rest: str, on: date) -> Message:
        """Book one line. Raises Refused."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask."""
        return self.codes_page(self.form_class(initial={"on": self.on}), [], [])

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Book every line that can be."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.codes_page(form, [], [], status=422)
        booked, wrong = [], []
        for line in form.cleaned_data[self.field].split("\n"):
            code, _space, rest = line.strip().partition(" ")
            if not code:
                continue
            try:
                booked.append(self.book(code, rest.strip(), form.cleaned_data["on"]))
            except Refused as refused:
                wrong.append((line.strip(), refused))
        left = {"on": form.cleaned_data["on"], self.field: "\n".join(line for line, _refused in wrong)}
        return self.codes_page(self.form_class(initial=left), booked, wrong, status=409 if wrong else 200)

    def codes_page(
        self, form: forms.Form, booked: list[Message], wrong: list[tuple[str, Refused]], *, status: int = 200
    ) -> HttpResponse:
        """The form, what was booked, and what was not with its reasons."""
        said = self.said()
        sections = [Section(said["title"], form=form, action=said["action"], lead=self.counted(booked))]
        if wrong:
            sections.insert(0, Section(_("Not booked"), self.reasons(wrong)))
        if booked:
            lines = [self.line(each) for each in booked]
            sections.append(Section(_("Booked"), Table([(_("Code"), ""), (_("Subject"), ""), (_("Case"), "")], lines)))
        links = [Link(_("Print batches"), self.to.to("print-batches"), "printer")]
        return self.show(said["title"], sections, status=status, links=links)

    def counted(self, booked: list[Message]) -> str:
        """How many were booked."""
        if not booked:
            return ""
        said = ngettext("%(number)d letter is booked.", "%(number)d letters are booked.", len(booked))
        return said % {"number": len(booked)}

    def reasons(self, wrong: list[tuple[str, Refused]]) -> Table:
        """Each line that stays, and why."""
        lines = [
            Line([Cell(line, "whole"), Cell(reason.message, under=reason.hint)])
            for line, refused in wrong
            for reason in reasons_of(refused.refusals)
        ]
        return Table([(_("Line"), ""), (_("Why"), "")], lines)

    def line(self, message: Message) -> Line:
        """One letter."""
        href = self.to.to("message", message.key)
        number = message.case.number if message.case else ""
        where = self.to.case(number) if number else ""
        return Line([Cell(codes.shown(message.code), "whole", href), Cell(message.subject), Cell(number, href=where)])


class ReturnsView(CodesView):
    """Letters that came back."""

    form_class, field = ReturnsForm, "codes"

    def said(self) -> Mapping[str, str]:
        """The page."""
        return {"title": _("Letters that came back"), "action": _("Book the returns")}

    def book(self, code: str, rest: str, on: date) -> Message:
        """One return."""
        return deciding.returned(code, on, rest, actor=self.actor, now=self.now)


class PostingsView(CodesView):
    """Registered letters and the numbers of the post office."""

    form_class, field = PostingsForm, "lines"

    def said(self) -> Mapping[str, str]:
        """The page."""
        return {"title": _("Registered letters posted"), "action": _("Book the postings")}

    def book(self, code: str, rest: str, on: date) -> Message:
        """One posting."""
        message = deciding.by_code(code, self.actor)
        booking = Booking(kind=EvidenceKind.POSTING, on=on, number=rest)
        deciding.book(message, booking, actor=self.actor, now=self.now)
        return message
