"""What the pages of messages share: their template, paging, one message found within what one may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.presenting.billing.parts import Section
from desk.reasons import reasons_of
from desk.views.base import CompanyView
from documents.duties import SEND
from documents.models import Message
from documents.queries.messages import readable_by
from registry.actors import Actor


class MessagesView(CompanyView):
    """A page of messages."""

    area = "messages"

    @property
    def may_send(self) -> bool:
        """Whether steps are offered."""
        return self.actor.has(SEND)

    def show(
        self,
        title: str,
        sections: Sequence[Section],
        *,
        template: str = "desk/billing/page.html",
        refused: Refused | None = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page."""
        context = {
            "title": title,
            "sections": sections,
            "trail": [(_("Messages"), self.to.to("messages"))],
            "reasons": reasons_of(refused.refusals) if refused else (),
            **more,
        }
        return self.page(template, context, status=409 if refused else status)

    def done(self, words: str, route: str, *args: object) -> HttpResponse:
        """Say what happened, and go on."""
        messages.success(self.request, words)
        return redirect(self.to.to(route, *args))


def message_for(actor: Actor, key: UUID) -> Message:
    """A message one may see, with what its page shows. Raises Http404."""
    rows = readable_by(actor).select_related("company", "case", "customer", "account", "letter", "batch", "resends")
    found = rows.select_related("created_by", "original", "letter__word").filter(key=key).first()
    if found is None:
        raise Http404
    return found
