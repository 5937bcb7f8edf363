"""What the pages of mailings share: the duty, the trail, one mailing found in the company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from desk.views.messages.base import MessagesView
from documents.duties import MAIL_MANY, SEND
from documents.models import CustomerList, Mailing
from registry.duties import require


class MailingsView(MessagesView):
    """Only for who sends."""

    def enter(self, **kwargs: Any) -> None:
        """The duty (403)."""
        require(self.actor, SEND)

    @property
    def may_release(self) -> bool:
        """Whether the steps of the release are offered."""
        return self.actor.has(MAIL_MANY)

    def trail(self, *more: tuple[str, str]) -> Sequence[tuple[str, str]]:
        """Where one is."""
        return [(_("Messages"), self.to.to("messages")), (_("Mailings"), self.to.to("mailings")), *more]


class InMailingView(MailingsView):
    """A page about one mailing; one of another company is not there (404)."""

    mailing: Mailing

    def enter(self, **kwargs: Any) -> None:
        """The duty first, then the mailing."""
        super().enter(**kwargs)
        rows = Mailing.objects.of(self.company).select_related(
            "company", "list", "account", "created_by", "released_by"
        )
        found = rows.prefetch_related("texts").filter(key=kwargs["key"]).first()
        if found is None:
            raise Http404
        self.mailing = found


class InListView(MailingsView):
    """A page about one saved list."""

    list: CustomerList

    def enter(self, **kwargs: Any) -> None:
        """The duty first, then the list (404)."""
        super().enter(**kwargs)
        found = CustomerList.objects.of(self.company).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.list = found
