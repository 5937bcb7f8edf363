"""Receipts and returned mail that fit no message of ours: laid beside one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from desk.forms.mail import SentMessage
from desk.presenting import mail as presenting
from desk.views.asking import AskingView
from documents.duties import RECEIVE
from documents.models import Evidence, Message
from documents.queries import mail as found
from documents.services.intake import deciding
from documents.services.intake.refusals import IntakeRefused, refusal
from registry.duties import require


class EvidenceView(AskingView):
    """Of which message of ours does this receipt speak? First the case, then one of its messages."""

    area = "mail"
    template = "desk/mail/evidence.html"
    evidence: Evidence

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise; then the duty."""
        self.evidence = found.loose(self.actor, kwargs["pk"])
        require(self.actor, RECEIVE)

    @property
    def number(self) -> str:
        """The case that was asked for."""
        return self.request.GET.get("number", "").strip().upper()

    def form(self, typed: Any) -> forms.Form:
        """The messages sent from the case."""
        return SentMessage(
            typed, choices=[(str(one.key), sent_words(one)) for one in found.sent_about(self.actor, self.number)]
        )

    def words(self) -> Mapping[str, Any]:
        """What is asked."""
        return {
            "heading": _("Whose receipt is it?"),
            "lead": "",
            "action": _("Lay it beside the message"),
            "evidence": presenting.evidence(self.evidence, self.to),
            "number": self.number,
        }

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        sent = {str(one.key): one for one in found.sent_about(self.actor, self.number)}
        if cleaned["message"] not in sent:
            raise IntakeRefused([refusal("message_not_of_case")])
        deciding.lay_beside(self.evidence, sent[cleaned["message"]], actor=self.actor, now=self.now)
        return _("The receipt lies beside its message now.")

    def back(self) -> str:
        """The tray."""
        return self.to.to("mail")


def sent_words(message: Message) -> str:
    """A message of ours as a choice."""
    to = ", ".join(str(one) for one in message.recipients.all())
    return f"{message.subject} · {message.get_channel_display()} · {to}"
