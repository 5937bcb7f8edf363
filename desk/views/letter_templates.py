"""The template of one letter in one language, or of its e-mail: read, replaced by a draft, tried, published."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.letters import LANGUAGE_LABELS, TemplatePublication, TemplateUpload
from desk.presenting import letters as presenting
from desk.reasons import reasons_of
from desk.views.letters import ConfiguringView
from documents.letters.catalogue import EMAIL, LANGUAGES, WORD, LetterKind, ProcessLetters, UnknownLetter
from documents.models import LetterTemplate
from documents.queries.downloads import disposition_header
from documents.queries.templates import TemplateKey, history_of, in_force
from documents.services.letters import drafts, previews
from documents.services.letters.drafts import Publication


class InTemplateView(ConfiguringView):
    """A page about one letter in one language; what the process does not write is not there (404)."""

    form: ClassVar[str] = WORD
    routes: ClassVar[str] = "letter"
    key: TemplateKey
    kind: LetterKind
    process_letters: ProcessLetters

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.process_letters = self.letters(str(kwargs["process"]))
        language = str(kwargs["language"])
        try:
            self.kind = self.process_letters.kind(str(kwargs["kind"]))
        except UnknownLetter:
            raise Http404 from None
        if language not in LANGUAGES or self.form not in self.kind.formats:
            raise Http404
        self.key = TemplateKey(self.company.pk, self.process_letters.process_code, self.kind.code, language, self.form)

    def address(self, page: str = "template", *more: object) -> str:
        """A page about this letter."""
        return self.to.to(f"{self.routes}-{page}", self.key.process_code, self.key.kind, self.key.language, *more)

    def used(self) -> LetterTemplate | None:
        """The version used today."""
        return in_force(self.key, self.on)

    def around(self) -> dict[str, Any]:
        """What every page about it shows."""
        return {
            "label": str(self.kind.label),
            "hint": str(self.kind.hint),
            "is_email": self.form == EMAIL,
            "language": str(LANGUAGE_LABELS[self.key.language]),
            "list_href": self.to.to("letters"),
            "href": self.address(),
            "preview_href": self.address("preview"),
            "fields_href": self.to.to("letter-fields", self.key.process_code),
        }

    def handed_out(self, content: bytes, name: str, media_type: str) -> HttpResponse:
        """A file of ours as an attachment."""
        answer = HttpResponse(content, content_type=media_type)
        answer["Content-Disposition"] = disposition_header("attachment", name)
        return answer


class TemplateView(InTemplateView):
    """What is used, what the draft changes, and the place to upload and publish."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Upload, publish or take back, by the button pressed."""
        done = {"upload": self.upload, "publish": self.publish, "discard": self.discard}.get(request.POST.get("do", ""))
        if done is None:
            raise BadRequest("a button that is not there")
        drafts.require_author(self.actor, self.company.pk)
        return done()

    def upload(self) -> HttpResponse:
        """A Word file becomes the draft; what is wrong with it is shown beside it."""
        form = TemplateUpload(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(upload=form, status=422)
        file = form.cleaned_data["file"]
        try:
            drafts.upload(self.key, file, file.name, actor=self.actor, now=self.now)
        except Refused as refused:
            for reason in reasons_of(refused.refusals):
                form.add_error("file", " ".join(filter(None, [reason.message, reason.hint])))
            return self.show(upload=form, status=409)
        messages.success(self.request, _("Uploaded as a draft: %(name)s.") % {"name": file.name})
        return redirect(self.address() + "#draft")

    def empty(self, version: LetterTemplate | None) -> forms.Form:
        """The form for the next version; that of an e-mail begins with the text there is."""
        del version
        return TemplateUpload()

    def publish(self) -> HttpResponse:
        """The draft is used from its day on."""
        form = TemplatePublication(self.request.POST)
        if not form.is_valid():
            return self.show(publication=form, status=422)
        asked = form.cleaned_data
        publication = Publication(valid_from=asked["valid_from"], note=asked["note"], seen=asked["seen"])
        try:
            published = drafts.publish(self.key, publication, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.show(publication=form, reasons=reasons_of(refused.refusals), status=409)
        messages.success(self.request, _("Published: version %(number)s.") % {"number": published.version})
        return redirect(self.address())

    def discard(self) -> HttpResponse:
        """The draft is taken back."""
        drafts.discard(self.key, actor=self.actor, seen=self.request.POST.get("seen", ""))
        messages.success(self.request, _("The draft was taken back."))
        return redirect(self.address())

    def show(
        self,
        *,
        upload: forms.Form | None = None,
        publication: TemplatePublication | None = None,
        reasons: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        """The page, with forms that may carry errors."""
        used, draft = self.used(), self.key.draft()
        context = {
            **self.around(),
            "used": used,
            "whose": presenting.whose(used),
            "used_href": self.address("version", used.pk) if used else "",
            "lines": [line["text"] for line in used.outline] if used else [],
            "history": [(each, self.address("version", each.pk)) for each in history_of(self.key)],
            "upload": upload or self.empty(draft or used),
            "draft": draft,
            "reasons": reasons,
            **(self.of_draft(draft, used, publication) if draft else {}),
        }
        return self.page("desk/letters/template.html", context, status=status)

    def of_draft(
        self, draft: LetterTemplate, used: LetterTemplate | None, publication: TemplatePublication | None
    ) -> dict[str, Any]:
        """What is wrong with the draft, what it changes, and the form that publishes it."""
        checked = drafts.check_template(bytes(draft.content), self.key)
        before = [line["text"] for line in used.outline] if used else []
        changes = list(previews.difference(before, [line["text"] for line in draft.outline]))
        return {
            "findings": [presenting.finding(found) for found in checked.findings],
            "changes": [change for change in changes if change.what != previews.SAME],
            "draft_href": self.address("version", draft.pk),
            "publication": publication or TemplatePublication(initial={"valid_from": self.on, "seen": draft.sha256}),
        }
