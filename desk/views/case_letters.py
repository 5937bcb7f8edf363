"""The letters of a case: those written, and one more by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.letters import LetterForm
from desk.presenting import letters as presenting
from desk.reasons import reasons_of
from desk.views.case import InCaseView
from documents.duties import ISSUE, SEND
from documents.letters import pdf
from documents.letters.catalogue import LANGUAGES, WORD, ProcessLetters, letters_of
from documents.queries.letters import letter_of, letters_of_case
from documents.services.letters.issuing import Order, issue_by_hand, language_for
from documents.services.letters.pdfs import make_one
from registry.duties import require


class LettersView(InCaseView):
    """What was written, and the form for the next letter."""

    process_letters: ProcessLetters

    def enter(self, **kwargs: Any) -> None:
        """The case, and the letters of its process; a process that writes none has no such page (404)."""
        super().enter(**kwargs)
        found = letters_of(self.case.process_code)
        if found is None:
            raise Http404
        self.process_letters = found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write one, once."""
        require(self.actor, ISSUE)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        asked = form.cleaned_data
        order = Order(
            key=asked["key"],
            kind=asked["kind"],
            language=asked["language"],
            note=asked["note"],
            author=self.actor.name,
            dated=asked["dated"],
        )
        try:
            letter = issue_by_hand(self.case, order, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.show(form, reasons=reasons_of(refused.refusals), status=409)
        messages.success(request, _("Written: %(letter)s.") % {"letter": letter.word.title})
        return redirect(self.to.to("case-letters", self.case.number))

    def form(self, typed: Any = None) -> LetterForm:
        """The form, with the customer's language proposed."""
        initial = {"language": language_for(self.case.customer), "dated": self.on, "key": uuid4()}
        kinds = [(kind.code, kind.label) for kind in self.process_letters.kinds if WORD in kind.formats]
        return LetterForm(typed, initial=initial, kinds=kinds, languages=LANGUAGES)

    def show(self, form: LetterForm | None = None, *, reasons: Any = (), status: int = 200) -> HttpResponse:
        """The page."""
        labels = {kind.code: kind.label for kind in self.process_letters.kinds}
        letters = presenting.issued(letters_of_case(self.case), self.to, labels)
        context = {
            "case": self.case,
            "case_href": self.to.case(self.case.number),
            "cases_href": self.to.to("cases"),
            "letters": letters,
            "waiting": any(each["letter"].pdf_state == "waiting" for each in letters),
            "reasons": reasons,
            "has_pdf": bool(pdf.soffice()),
            "may_send": self.actor.has(SEND),
            "form": (form or self.form()) if self.actor.has(ISSUE) else None,
        }
        return self.page("desk/letters/case.html", context, status=status)


class PdfView(LettersView):
    """The PDF of one letter, made now."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Try once more."""
        require(self.actor, ISSUE)
        key: UUID = kwargs["key"]
        letter = letter_of(self.case, key, actor=self.actor)
        if letter is None:
            raise Http404
        if make_one(letter, self.now):
            messages.success(request, _("The PDF is there."))
        else:
            messages.error(request, _("The PDF could not be made; the Word file stands."))
        return redirect(self.to.to("case-letters", self.case.number))
