"""The register of messages: the list with its files, and what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from desk.forms.messages import RegisterFilters
from desk.paging import paged
from desk.presenting import messages as presenting
from desk.presenting.billing.parts import Link, Section
from desk.requests import page_number
from desk.tables import as_file
from desk.views.messages.base import MessagesView
from documents.models import Message
from documents.queries.messages import register, troubled
from documents.services.messages import codes
from registry.duties import CONFIGURE
from registry.scoping import ScopedQuerySet


class RegisterView(MessagesView):
    """Every message, the newest first."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = RegisterFilters(request.GET)
        shown, pager = paged(register(self.actor, form.asked()), page_number(self.request))
        query = request.GET.urlencode()
        section = Section(_("Messages"), presenting.register(shown, self.to), pager=pager)
        return self.show(
            _("Messages"),
            [section],
            trail=(),
            links=self.links(),
            filters=form,
            filters_href=self.to.to("messages"),
            exports=[(kind.upper(), f"{self.to.to('messages-file', kind)}?{query}") for kind in ("csv", "xlsx")],
        )

    def links(self) -> list[Link]:
        """Where one goes from here."""
        found = [Link(_("Not delivered"), self.to.to("messages-troubled"), "mail-x")]
        if self.may_send:
            found.append(Link(_("Mailings"), self.to.to("mailings"), "mail-forward"))
            found.append(Link(_("Print batches"), self.to.to("print-batches"), "printer"))
        if self.actor.has(CONFIGURE):
            found.append(Link(_("Mail accounts"), self.to.to("mail-accounts"), "at"))
            found.append(Link(_("How letters go"), self.to.to("sending-rules"), "settings"))
        return found


class RegisterFileView(MessagesView):
    """The same rows as a file."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        heads = [_("Written"), _("Direction"), _("Way"), _("State"), _("Case"), _("Customer"), _("Subject")]
        heads += [_("From or to"), _("Where"), _("Sent"), _("Delivered at"), _("Presumed delivered on"), _("Failed")]
        heads += [_("What went wrong"), _("Code on page 1"), _("Message-ID"), _("Hash of the content")]
        rows = register(self.actor, RegisterFilters(request.GET).asked())
        return as_file(kwargs["kind"], _("messages"), self.company.slug, self.on, heads, _lines(rows))


class TroubledView(MessagesView):
    """What did not arrive, or perhaps did not leave, and was not sent again."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        shown, pager = paged(troubled(self.actor), page_number(self.request))
        lead = _("Open a message to see why, and to send it again: to the same address or another, by another way.")
        section = Section(_("Not delivered"), presenting.register(shown, self.to), pager=pager, lead=lead)
        return self.show(_("Not delivered"), [section])


def _lines(rows: ScopedQuerySet[Message]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=1000):
        yield [
            row.created_at.date(), str(row.get_direction_display()), str(row.get_channel_display()),
            str(row.get_status_display()), row.case.number if row.case else "",
            row.customer.name if row.customer else "", row.subject, presenting.people(row),
            "; ".join(presenting.place(each) for each in row.recipients.all()),
            _day(row.sent_at), _day(row.delivered_at), row.presumed_delivered_on or "", _day(row.failed_at),
            row.failure, codes.shown(row.code) if row.code else "", row.rfc_message_id, row.content_hash,
        ]  # fmt: skip


def _day(moment: Any) -> Any:
    return moment.date() if moment else ""
