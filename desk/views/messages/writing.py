"""Writing about a case or to a customer: by which way, to whom, with what; once more for what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from cases.services.errors import Refused
from desk import formats
from desk.forms.messages import SendForm
from desk.presenting.messages import place_of
from desk.views.asking import show_refusals
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from desk.views.customers import InCustomerView
from desk.views.messages.about import About
from desk.views.messages.base import message_for
from documents.duties import SEND
from documents.models import Channel, Copy, Document, Letter, MailAccount, Message, Recipient, RecipientStatus
from documents.queries.letters import letter_of
from documents.services.messages.automatic import rule_for
from documents.services.messages.proposing import proposed
from documents.services.messages.texts import text_for
from documents.services.messages.writing import Addressee, Draft, write_by_hand
from registry.duties import require
from registry.models import Customer

CHANNELS = (Channel.EMAIL, Channel.PEC, Channel.POST, Channel.REGISTERED, Channel.HAND, Channel.FAX)


class WritingView(CompanyView):
    """The form; the way is chosen on its tabs, what is proposed follows from it."""

    about: About
    letter: Letter | None = None
    reply: Message | None = None
    resends: Message | None = None
    channel: Channel

    def begin(self, about: Case | Customer) -> None:
        """The duty (403), then what the address names besides: a letter, a message to answer (404)."""
        self.about = About(about)
        require(self.actor, SEND)
        self.load()

    def load(self) -> None:
        """What is sent, or answered."""
        asked = {**self.request.GET.dict(), **self.request.POST.dict()}
        self.letter = self.named_letter(asked.get("letter", ""))
        if key := _uuid(asked.get("reply", "")):
            self.reply = self.answered(key)
        self.channel = self.chosen(self.request.GET.get("channel", ""))

    def named_letter(self, key: str) -> Letter | None:
        """A letter of this case."""
        read, case = _uuid(key), self.about.case
        found = letter_of(case, read, actor=self.actor) if read and case is not None else None
        if read and found is None:
            raise Http404
        return found

    def answered(self, key: UUID) -> Message:
        """A message of this case, or of this customer and no case."""
        found = message_for(self.actor, key)
        of_case = found.case == self.about.case
        if not of_case or (found.case is None and found.customer != self.about.customer):
            raise Http404
        return found

    def chosen(self, asked: str) -> Channel:
        """The way asked for; else the letter's usual one, the one of what is answered, or e-mail."""
        if asked in CHANNELS:
            return Channel(asked)
        if self.reply is not None and self.reply.channel in CHANNELS:
            return Channel(self.reply.channel)
        rule = rule_for(self.letter) if self.letter else None
        return Channel(rule.channel) if rule else Channel.EMAIL

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask."""
        return self.ask(self.form(None))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write it, once."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            message = write_by_hand(self.about.whole, self.draft(form.cleaned_data), actor=self.actor, now=self.now)
        except Refused as refused:
            show_refusals(form, refused.refusals)
            return self.ask(form, status=409)
        messages.success(request, _("Written: %(message)s.") % {"message": message})
        return redirect(self.to.to("message", message.key))

    def form(self, typed: Any) -> SendForm:
        """The form, with what is proposed."""
        return SendForm(
            typed,
            initial=self.initial() if typed is None else None,
            channel=self.channel,
            people=[(each.place, place_of(each)) for each in self.people()],
            letters=[
                (str(each.key), f"{each.word.title} · {formats.say_date(each.dated, self.on)}")
                for each in self.about.letters()
            ],
            documents=[(str(each.uuid), each.file_name) for each in self.documents()],
            accounts=[(str(each.pk), str(each)) for each in self.accounts()],
        )

    def initial(self) -> dict[str, Any]:
        """What stands in it at first."""
        subject, body = self.about.subject, ""
        if self.letter is not None and self.about.case is not None:
            subject, body = text_for(self.about.case, self.letter, on=self.on, author=self.actor.name)
        elif self.reply is not None:
            subject = f"Re: {self.reply.subject.removeprefix('Re: ')}"
        return {
            "subject": subject,
            "body": body,
            "letter": str(self.letter.key) if self.letter else "",
            "to": [each.place for each in self.people()[:1]],
            "key": uuid4(),
            "reply": self.reply.key if self.reply else None,
        }

    def people(self) -> Sequence[Addressee]:
        """Whom one may tick."""
        if self.reply is not None and self.reply.channel == self.channel:
            sender = Addressee(name=self.reply.sender_name, address=self.reply.sender_address)
            others = proposed(self.about.customer, self.channel)
            return [sender, *(each for each in others if each.place != sender.place)]
        return proposed(self.about.customer, self.channel)

    def documents(self) -> Sequence[Document]:
        """What may be enclosed: its papers that are not in quarantine; on paper only our own."""
        rows = Document.objects.of(self.company).filter(self.about.papers()).exclude(status="superseded")
        if self.channel in (Channel.POST, Channel.REGISTERED):
            rows = rows.filter(status="issued", file__media_type="application/pdf")
        if self.letter is not None:
            rows = rows.exclude(pk__in=[self.letter.word_id, self.letter.pdf_id or 0])
        return [each for each in rows.select_related("file").order_by("-pk") if not each.file.is_quarantined]

    def accounts(self) -> Sequence[MailAccount]:
        """By which addresses it may leave."""
        rows = MailAccount.objects.of(self.company).filter(kind=self.channel, is_active=True).exclude(smtp_host="")
        return list(rows.order_by("pk"))

    def draft(self, typed: Mapping[str, Any]) -> Draft:
        """What was typed, as a message."""
        chosen = set(typed.get("to", ()))
        ticked = [each for each in self.people() if each.place in chosen]
        papers, accounts = set(typed.get("documents", ())), {str(each.pk): each for each in self.accounts()}
        return Draft(
            key=typed["key"],
            channel=self.channel,
            to=[*ticked, *_typed(typed, self.channel)],
            subject=typed["subject"],
            body=typed["body"],
            letter=self.letter,
            documents=[each for each in self.documents() if str(each.uuid) in papers],
            account=accounts.get(typed.get("account", "")),
            reply_to=self.reply,
            resends=self.resends,
        )

    def ask(self, form: SendForm, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "heading": _("Send it again") if self.resends else _("Write to the customer"),
            "number": self.about.number,
            "customer": self.about.customer,
            "list": self.about.list_of(self.to),
            "back": self.about.href(self.to),
            "tabs": [self.tab(channel) for channel in CHANNELS],
            "hint": HINTS.get(self.channel, ""),
            "action": _("Send") if self.channel in (Channel.EMAIL, Channel.PEC) else _("Write it down"),
        }
        return self.page("desk/messages/send.html", context, status=status)

    def tab(self, channel: Channel) -> dict[str, Any]:
        """One way."""
        query = self.request.GET.copy()
        query["channel"] = channel.value
        href = f"?{query.urlencode()}"
        return {"label": str(channel.label), "href": href, "current": channel == self.channel, "count": None}


class SendView(WritingView, InCaseView):
    """About a case."""

    def enter(self, **kwargs: Any) -> None:
        """The case (404), then as for any other."""
        InCaseView.enter(self, **kwargs)
        self.begin(self.case)


class WriteToCustomerView(WritingView, InCustomerView):
    """To a customer, about no case."""

    area = "customers"

    def enter(self, **kwargs: Any) -> None:
        """The customer (404), then as for any other."""
        InCustomerView.enter(self, **kwargs)
        self.begin(self.customer)


class ResendView(WritingView, InCaseView):
    """The form for what did not arrive: its words, its letter, and those it did not reach."""

    def enter(self, **kwargs: Any) -> None:
        """The message (404), its case or customer, then as for any other."""
        old = self.resends = message_for(self.actor, kwargs["key"])
        if old.case is not None:
            InCaseView.enter(self, number=old.case.number)
            self.begin(self.case)
        elif old.customer is not None:
            self.begin(old.customer)
        else:
            raise Http404

    def load(self) -> None:
        """The letter of the message."""
        old, typed = self.failed, self.request.POST.get("letter")
        self.letter = old.letter if typed is None else self.named_letter(typed)
        asked = self.request.GET.get("channel", "")
        self.channel = Channel(asked if asked in CHANNELS else old.channel)

    @property
    def failed(self) -> Message:
        """The message that goes again."""
        if self.resends is None:
            raise Http404
        return self.resends

    def initial(self) -> dict[str, Any]:
        """The words it had."""
        return {**super().initial(), "subject": self.failed.subject, "body": self.failed.body}

    def people(self) -> Sequence[Addressee]:
        """Those it did not reach first, then those one would write to."""
        others = proposed(self.about.customer, self.channel)
        if self.channel != self.failed.channel:
            return others
        rows = Recipient.objects.of(self.company).filter(message=self.failed, status=RecipientStatus.FAILED)
        again = [_again(each) for each in rows.order_by("pk")]
        return [*again, *(each for each in others if each.place not in {one.place for one in again})]


HINTS = {
    Channel.PEC: gettext_lazy("The acceptance and delivery receipts are laid beside the message by themselves."),
    Channel.POST: gettext_lazy("The letter waits for a print batch; its code on page 1 books it if it comes back."),
    Channel.REGISTERED: gettext_lazy("The letter waits for a print batch; the number of its receipt is booked later."),
    Channel.HAND: gettext_lazy("It is written in the register; book the day and the signed copy on its page."),
    Channel.FAX: gettext_lazy("It is written in the register; book the day and the report on its page."),
}


def _typed(typed: Mapping[str, Any], channel: Channel) -> Iterator[Addressee]:
    by_mail = channel in (Channel.EMAIL, Channel.PEC)
    for line in typed.get("others", "").split("\n"):
        if words := line.strip():
            yield Addressee(name="" if by_mail else words, address=words)
    for line in typed.get("copies", "").split("\n"):
        if words := line.strip():
            yield Addressee(address=words, copy=Copy.CC)
    if typed.get("name") or typed.get("street"):
        parts = {name: typed[name].strip() for name in SendForm.POST}
        yield Addressee(**{**parts, "country": parts["country"].upper() or "IT"})


def _again(row: Recipient) -> Addressee:
    columns = ("name", "address", "street", "postal_code", "city", "province")
    parts = {name: str(getattr(row, name)) for name in columns}
    return Addressee(**parts, country=row.country or "IT", copy=Copy(row.copy))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
