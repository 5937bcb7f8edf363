"""A version of a template on real cases, and the files: nothing of it is sent or kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cases.models import Case
from desk.views.letter_templates import InTemplateView
from documents.letters import pdf
from documents.letters.catalogue import CUSTOMER, EMAIL, WORD
from documents.models import LetterTemplate
from documents.services.letters import previews
from documents.services.letters.drafts import WORD as WORD_FILE
from documents.services.letters.previews import Subject

PDF = "application/pdf"
TEXT = "text/plain; charset=utf-8"


class PreviewView(InTemplateView):
    """A version on real cases or customers: three chosen by lot, or the one asked for."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The draft where there is one, beside the version in use."""
        used, draft = self.used(), self.key.draft()
        template = used if request.GET.get("of") == "used" or draft is None else draft
        if template is None:
            raise Http404
        asked = request.GET.get("case", "").strip()
        found = self.found(asked) if asked else previews.at_random(self.actor, self.process_letters)
        beside = used if draft is not None and template.pk == draft.pk else None
        shown = previews.preview(
            self.process_letters, template, found, on=self.on, author=self.actor.name, beside=beside
        )
        context = {
            **self.around(),
            "is_draft": beside is not None or (draft is not None and template.pk == draft.pk),
            "asked": asked,
            "about_customers": self.process_letters.about == CUSTOMER,
            "trials": [self.trial(each, template) for each in shown],
            "has_pdf": bool(pdf.soffice()),
            "both": draft is not None and used is not None,
        }
        return self.page("desk/letters/preview.html", context)

    def found(self, asked: str) -> list[Subject]:
        """The case or the customer asked for."""
        return list(previews.one(self.actor, self.process_letters, asked))

    def trial(self, each: previews.Preview, template: LetterTemplate) -> dict[str, Any]:
        """One case or customer: its letter, with links to the files."""
        file = f"{self.address('trial')}?version={template.pk}&case={each.name}" if self.form == WORD else ""
        is_case = isinstance(each.about, Case)
        return {
            "name": each.name,
            "href": self.to.case(each.name) if is_case else self.to.to("customer", each.name),
            "customer": each.about.customer if isinstance(each.about, Case) else each.about,
            "preview": each,
            "changed": any(change.what != previews.SAME for change in each.changes),
            "word_href": f"{file}&as=docx",
            "pdf_href": f"{file}&as=pdf",
        }


class VersionFileView(InTemplateView):
    """The Word file of a version, the company's or the factory's."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        template = self.version(kwargs["version"])
        media_type = TEXT if self.form == EMAIL else WORD_FILE
        return self.handed_out(bytes(template.content), template.file_name, media_type)

    def version(self, pk: str | int) -> LetterTemplate:
        """One version of this letter in this language. Raises Http404."""
        found = (self.key.versions() | self.key.factory()).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class TrialFileView(VersionFileView):
    """A version filled in for a case, as Word or PDF: to be looked at, not kept."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Write it and hand it out."""
        asked = request.GET
        template = self.version(asked["version"] if asked.get("version", "").isdigit() else 0)
        found = list(previews.one(self.actor, self.process_letters, asked.get("case", "")))
        made = previews.preview(self.process_letters, template, found, on=self.on, author=self.actor.name)
        if not made or made[0].written is None:
            raise Http404
        name, content = f"{self.kind.code}-{made[0].name}", made[0].written.content
        if asked.get("as") != "pdf":
            return self.handed_out(content, f"{name}.docx", WORD_FILE)
        converted = pdf.convert({"letter": content}).get("letter")
        if converted is None:
            raise Http404
        return self.handed_out(converted, f"{name}.pdf", PDF)
