"""Mail that came in: the tray, one message, filing it, setting it aside; .eml files dropped on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access import get_case_for, visible_to
from cases.models import Case
from desk.forms.mail import Aside, CaseNumber, CustomerCode, MailFiles
from desk.presenting import mail as presenting
from desk.reasons import reasons_of
from desk.requests import page_number
from desk.views.asking import AskingView
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from documents.duties import RECEIVE, SEND
from documents.models import Document, DocumentStatus, Incoming, MailAccount, Message
from documents.queries import mail as found
from documents.services.intake import deciding
from documents.services.intake.refusals import refusal
from documents.services.refusals import UploadRefused
from registry.duties import require
from registry.queries.customers import by_code

TABS = (found.TRAY, found.ASIDE, found.FILED)


class DroppingView(CompanyView):
    """A page on which .eml files may be dropped."""

    def take(self, files: Sequence[Any], form: forms.Form, case: Case | None = None) -> list[Incoming]:
        """Take each in; those refused are named on the form with every reason."""
        taken = []
        for file in files:
            try:
                taken.append(self.dropped(file, case))
            except UploadRefused as refused:
                for reason in reasons_of(refused.refusals):
                    form.add_error("file", f"{file.name}: {' '.join(filter(None, (reason.message, reason.hint)))}")
        return taken

    def dropped(self, file: Any, case: Case | None) -> Incoming:
        """One file, read and filed."""
        return deciding.drop(file, name=file.name, company=self.company, actor=self.actor, now=self.now, case=case)

    def say(self, taken: Sequence[Incoming]) -> None:
        """What became of them."""
        repeats = sum(one.is_repeat for one in taken)
        new = len(taken) - repeats
        if new:
            said = ngettext("%(count)d message taken in.", "%(count)d messages taken in.", new) % {"count": new}
            messages.success(self.request, said)
        if repeats:
            said = ngettext("%(count)d was here already.", "%(count)d were here already.", repeats) % {"count": repeats}
            messages.info(self.request, said)


class TrayView(DroppingView):
    """What waits to be filed, what was set aside, what came lately."""

    area = "mail"

    def enter(self, **kwargs: Any) -> None:
        """For who may take documents in."""
        require(self.actor, RECEIVE)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of one of the three."""
        return self.tray(MailFiles())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take in what was dropped."""
        form = MailFiles(request.POST, request.FILES)
        if not form.is_valid():
            return self.tray(form, status=422)
        taken = self.take(form.cleaned_data["file"], form)
        self.say(taken)
        return self.tray(form, status=409) if form.errors else redirect(self.to.to("mail"))

    def tray(self, form: MailFiles, status: int = 200) -> HttpResponse:
        """The page."""
        shown = self.request.GET.get("show", TABS[0])
        shown = shown if shown in TABS else TABS[0]
        page = found.page_of(self.actor, shown, page_number(self.request))
        accounts = MailAccount.objects.of(self.company).select_related("mailbox").exclude(imap_host="")
        context = {
            "lines": [presenting.line(one, self.to) for one in page.messages],
            "tabs": tabs(shown, found.waiting(self.actor)),
            "shown_tab": shown,
            "previous": page.page - 1 if page.page > 1 else None,
            "next": page.page + 1 if page.more else None,
            "loose": [presenting.evidence(one, self.to) for one in found.loose_evidence(self.actor)],
            "stuck": found.stuck(self.actor),
            "mailboxes": [account for account in accounts if account.is_active],
            "form": form,
        }
        return self.page("desk/mail/tray.html", context, status)


def tabs(shown: str, waiting: int) -> list[dict[str, Any]]:
    """The three lists."""
    labels = {found.TRAY: _("To be filed"), found.ASIDE: _("Set aside"), found.FILED: _("Filed")}
    return [
        {
            "label": labels[one],
            "href": f"?show={one}",
            "current": one == shown,
            "count": waiting if one == found.TRAY else None,
        }
        for one in TABS
    ]


class MessageView(CompanyView):
    """One message: what it says, what came with it, where it belongs."""

    area = "mail"
    message: Message

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise; what is not filed yet is for who may take documents in, a customer's for who sends too."""
        self.message = found.one(self.actor, kwargs["key"])
        if self.message.case is None and not (self.is_filed and self.actor.has(SEND)):
            require(self.actor, RECEIVE)

    @property
    def is_filed(self) -> bool:
        """Whether a case or a customer was found."""
        return bool(self.message.status == found.FILED)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show it."""
        return self.shown(CaseNumber())

    def shown(self, form: CaseNumber, status: int = 200, customer_form: CustomerCode | None = None) -> HttpResponse:
        """The page, with the forms that file it."""
        message, arrival = self.message, found.arrival_of(self.message)
        told = arrival.candidates if arrival else []
        undecided = message.status in (found.TRAY, found.ASIDE)
        waits = self.actor.has(RECEIVE) and message.case is None
        cases = found.candidates_of(self.actor, told) if waits else []
        context = {
            "message": message,
            "line": presenting.line(message, self.to),
            "seal": presenting.seal(arrival),
            "why": presenting.reasons(arrival.reasons) if arrival and self.is_filed else [],
            "case_href": self.to.case(message.case.number) if message.case is not None else "",
            "customer_href": self.to.customer(message.customer.code) if message.customer else "",
            "is_filed": self.is_filed,
            "files": [self.attached(one.document) for one in message.attachments.all()],
            "original": self.to.paper(message.original.uuid) if message.original is not None else "",
            "refused": presenting.refused(arrival),
            "candidates": [presenting.candidate(case, codes, self.to) for case, codes in cases],
            "file_href": self.to.to("mail-file", message.key) if waits else "",
            "customer_file_href": self.to.to("mail-customer", message.key) if waits and undecided else "",
            "customer_form": customer_form or CustomerCode(initial={"code": code_of(message)}),
            "write_href": self.write_href(),
            "aside_href": self.to.to("mail-aside", message.key) if message.status == found.TRAY else "",
            "back": self.to.to("mail") if self.actor.has(RECEIVE) else "",
            "form": form,
        }
        return self.page("desk/mail/message.html", context, status)

    def write_href(self) -> str:
        """Where one answers what a customer wrote about no case."""
        message = self.message
        if not (self.is_filed and message.case is None and message.customer and self.actor.has(SEND)):
            return ""
        return f"{self.to.to('write-to-customer', message.customer.code)}?reply={message.key}"

    def attached(self, document: Document) -> tuple[Document, str, str]:
        """A file with where it is read, and where one says what it is."""
        unknown = document.status == DocumentStatus.RECEIVED and self.actor.has(RECEIVE)
        classify = self.to.to("document-kind", document.uuid) if unknown else ""
        return document, self.to.paper(document.uuid), classify


def code_of(message: Message) -> str:
    """The customer the message points to."""
    return message.customer.code if message.customer is not None else ""


class FileView(MessageView):
    """The case was found."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """File the message, or say why not."""
        form = CaseNumber(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        number = form.cleaned_data["number"].strip().upper()
        if not visible_to(self.actor).filter(number=number).exists():
            for reason in reasons_of([refusal("mail_case_unknown", number=number)]):
                form.add_error("number", f"{reason.message} {reason.hint}")
            return self.shown(form, status=422)
        case = get_case_for(self.actor, number)
        deciding.assign(self.message, case, actor=self.actor, now=self.now)
        messages.success(request, _("Filed under %(number)s.") % {"number": number})
        return redirect(self.to.to("mail"))


class FileWithCustomerView(MessageView):
    """The customer was found, and it is about no case."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """File the message, or say why not."""
        form = CustomerCode(request.POST)
        if not form.is_valid():
            return self.shown(CaseNumber(), status=422, customer_form=form)
        code = form.cleaned_data["code"].strip().upper()
        customer = by_code(self.company, code)
        if customer is None:
            for reason in reasons_of([refusal("mail_customer_unknown", typed=code)]):
                form.add_error("code", f"{reason.message} {reason.hint}")
            return self.shown(CaseNumber(), status=422, customer_form=form)
        deciding.assign_to_customer(self.message, customer, actor=self.actor, now=self.now)
        messages.success(request, _("Filed with: %(customer)s") % {"customer": customer})
        return redirect(self.to.to("mail"))


class AsideView(AskingView):
    """The message concerns no case."""

    area = "mail"
    message: Message

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise; then the duty."""
        self.message = found.one(self.actor, kwargs["key"])
        require(self.actor, RECEIVE)

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Aside(typed)

    def words(self) -> Mapping[str, Any]:
        """What is asked."""
        return {
            "heading": _("Set the message aside"),
            "lead": self.message.subject,
            "action": _("Set the message aside"),
            "tone": "",
        }

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        deciding.set_aside(self.message, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("Set aside.")

    def back(self) -> str:
        """The tray."""
        return self.to.to("mail")


class DropOnCaseView(InCaseView, DroppingView):
    """An .eml for this case."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask for it."""
        require(self.actor, RECEIVE)
        return self.ask(MailFiles())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """File it here, whatever it says."""
        require(self.actor, RECEIVE)
        form = MailFiles(request.POST, request.FILES)
        if not form.is_valid():
            return self.ask(form, status=422)
        self.say(self.take(form.cleaned_data["file"], form, self.case))
        return self.ask(form, status=409) if form.errors else redirect(self.to.case(self.case.number) + "#mail")

    def ask(self, form: MailFiles, status: int = 200) -> HttpResponse:
        """The page with the form."""
        context = {
            "form": form,
            "heading": _("Add an e-mail to the case"),
            "lead": f"{self.case.number} · {self.case.subject}",
            "action": _("Add"),
            "back": self.to.case(self.case.number),
        }
        return self.page("desk/pages/simple_form.html", context, status)
