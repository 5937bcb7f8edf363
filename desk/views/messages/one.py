"""One message: how it stands, what proves it, what a person may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.messages import BookForm
from desk.presenting import messages as presenting
from desk.presenting.billing.parts import Button, Cell, Line, Link, Section, Table
from desk.views.asking import AskingView
from desk.views.messages.base import MessagesView, message_for
from documents.duties import SEND
from documents.models import Attachment, Channel, Direction, Document, EvidenceKind, Message, MessageStatus
from documents.services import uploads
from documents.services.messages import deciding
from documents.services.messages.deciding import BOOKABLE, Booking
from registry.duties import require

S = MessageStatus


class InMessageView(MessagesView):
    """A page about one message; one that the person may not see is not there (404)."""

    message: Message

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        self.message = message_for(self.actor, kwargs["key"])


class MessageView(InMessageView):
    """Everything about it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.message_page()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One step, by name."""
        steps = {"withdraw": deciding.withdraw, "again": deciding.ask_again, "confirm": deciding.confirm}
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        try:
            step(self.message, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.message_page(refused)
        return self.done(_("Done."), "message", self.message.key)

    def message_page(self, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        message = self.message
        known = message.evidence.select_related("recipient", "document", "recorded_by").order_by("happened_at", "pk")
        sections = [Section(_("Message"), facts=presenting.facts(message), buttons=self.buttons())]
        if message.direction == Direction.OUT:
            sections.append(
                Section(_("Recipients"), presenting.recipients(list(message.recipients.order_by("-copy", "pk"))))
            )
            sections.append(Section(_("What proves it"), presenting.evidence(known, self.to)))
        sections += self.related()
        return self.show(
            message.subject or _("(no subject)"),
            sections,
            template="desk/messages/message.html",
            refused=refused,
            body=message.body,
            links=self.links(),
        )

    def related(self) -> list[Section]:
        """What went with it, and the messages before and after it."""
        message = self.message
        papers = [each.document for each in self.attached()]
        letter = message.letter
        papers = [*([letter.pdf or letter.word] if letter else []), *papers, *filter(None, [message.original])]
        lines = [Line([Cell(str(each), "whole", self.to.paper(each.uuid), each.file_name)]) for each in papers]
        found = [Section(_("Documents"), Table([(_("Document"), "")], lines))] if lines else []
        around = [*filter(None, [message.resends]), *message.resent_as.prefetch_related("recipients")]
        if around:
            found.append(Section(_("Sent again"), presenting.register(around, self.to)))
        return found

    def attached(self) -> list[Attachment]:
        """Its attachments, of this company."""
        rows = Attachment.objects.of(self.company).filter(message=self.message)
        return list(rows.select_related("document__file").order_by("pk"))

    def links(self) -> list[Link]:
        """Where one goes from here."""
        message, found = self.message, []
        if message.case is not None:
            found.append(Link(message.case.number, self.to.case(message.case.number), "file"))
        elif message.customer is not None:
            found.append(Link(message.customer.code, self.to.customer(message.customer.code), "building"))
        if message.direction == Direction.IN:
            found.append(Link(_("File it"), self.to.to("mail-message", message.key), "folder"))
            if href := self.reply_href() if self.may_send else "":
                found.append(Link(_("Reply"), href, "arrow-back-up", primary=True))
        return found

    def reply_href(self) -> str:
        """Where one answers it: from its case, else from its customer; what waits in the tray is filed first."""
        message = self.message
        if message.case is not None:
            return f"{self.to.to('send', message.case.number)}?reply={message.key}"
        if message.customer is not None and message.status == S.RECEIVED:
            return f"{self.to.to('write-to-customer', message.customer.code)}?reply={message.key}"
        return ""

    def buttons(self) -> list[Button]:
        """What may be done about it."""
        message = self.message
        if not self.may_send or message.direction == Direction.IN:
            return []
        href = self.to.to("message", message.key)
        found = []
        if message.status == S.QUEUED and message.batch_id is None:
            found.append(Button(_("Withdraw it"), href, "reject", {"step": "withdraw"}))
        if message.status == S.UNKNOWN:
            found.append(Button(_("It did leave"), href, "primary", {"step": "confirm"}))
            found.append(Button(_("Send the same mail once more"), href, "", {"step": "again"}))
        if message.status == S.FAILED and (message.case is not None or message.customer is not None):
            found.append(Button(_("Send it again"), self.to.to("resend-message", message.key), "link"))
        if message.channel in BOOKABLE and message.status != S.CANCELLED:
            found.append(Button(_("Book what happened"), self.to.to("book-message", message.key), "link"))
        return found


class BookView(AskingView, InMessageView):
    """What the post office, a hand or a fax machine did."""

    def enter(self, **kwargs: Any) -> None:
        """The message first (404), then whether something can be booked (404), then the duty (403)."""
        super().enter(**kwargs)
        if self.message.direction == Direction.IN or self.message.channel not in BOOKABLE:
            raise Http404
        require(self.actor, SEND)

    def form(self, typed: Any) -> forms.Form:
        """What, when, and the paper."""
        files = self.request.FILES if typed is not None else None
        is_registered = self.message.channel == Channel.REGISTERED
        kinds = BOOKABLE[self.message.channel]
        return BookForm(typed, files, kinds=kinds, is_registered=is_registered, initial={"on": self.on})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Book what happened"), "lead": str(self.message), "action": _("Book it"), "tone": ""}

    def back(self) -> str:
        """The message."""
        return self.to.to("message", self.message.key)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Book it, and keep its paper with the case or customer: both or neither."""
        booking = Booking(
            kind=EvidenceKind(cleaned["kind"]),
            on=cleaned["on"],
            number=cleaned.get("number", ""),
            words=cleaned["words"],
        )
        if cleaned.get("file"):
            self.with_paper(booking, cleaned["file"])
        else:
            self.book(booking)
        return _("Booked.")

    def book(self, booking: Booking, document: Document | None = None) -> None:
        """The booking itself."""
        deciding.book(self.message, replace(booking, document=document), actor=self.actor, now=self.now)

    def with_paper(self, booking: Booking, file: Any) -> None:
        """The uploaded paper goes through the same checks as every upload. Raises UploadRefused."""
        uploads.receive(
            company=self.company,
            case=self.message.case,
            customer=self.message.customer,
            actor=self.actor,
            now=self.now,
            stream=file,
            name=file.name,
            kind="letter",
            then=lambda document: self.book(booking, document),
        )
