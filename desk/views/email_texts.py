"""The e-mail of a kind in one language: its subject and body are typed here, else it is a template like any other."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.forms.letters import EmailDraft
from desk.views.letter_previews import PreviewView, VersionFileView
from desk.views.letter_templates import TemplateView
from documents.letters.catalogue import EMAIL
from documents.letters.plaintext import parted
from documents.models import LetterTemplate
from documents.services.letters import drafts


class EmailTextView(TemplateView):
    """What is used, what the draft changes, and the place to write and publish."""

    form: ClassVar[str] = EMAIL
    routes: ClassVar[str] = "email"

    def empty(self, version: LetterTemplate | None) -> forms.Form:
        """The form begins with the text there is."""
        subject, body = parted(bytes(version.content)) if version else ("", "")
        return EmailDraft(initial={"subject": subject, "body": body})

    def upload(self) -> HttpResponse:
        """What was typed becomes the draft; what is wrong with it is shown beside it."""
        form = EmailDraft(self.request.POST)
        if not form.is_valid():
            return self.show(upload=form, status=422)
        typed = form.cleaned_data
        drafts.write(self.key, typed["subject"], typed["body"], actor=self.actor, now=self.now)
        messages.success(self.request, _("Kept as a draft."))
        return redirect(self.address() + "#draft")


class EmailPreviewView(PreviewView):
    """The text on real cases or customers."""

    form: ClassVar[str] = EMAIL
    routes: ClassVar[str] = "email"


class EmailVersionView(VersionFileView):
    """The text of a version as a file."""

    form: ClassVar[str] = EMAIL
    routes: ClassVar[str] = "email"
