"""The company's own paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.letters import LetterheadForm
from desk.reasons import reasons_of
from desk.views.letters import ConfiguringView
from documents import store
from documents.services.letters import letterhead


class LetterheadView(ConfiguringView):
    """The logo and the line at the foot of every letter."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        head = letterhead.letterhead_of(self.company)
        return self.show(LetterheadForm(initial={"foot": head.foot if head else ""}))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Change them."""
        form = LetterheadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        logo = form.cleaned_data["logo"]
        try:
            letterhead.change(
                self.company,
                foot=form.cleaned_data["foot"],
                logo=logo,
                logo_name=logo.name if logo else "",
                actor=self.actor,
                now=self.now,
            )
        except Refused as refused:
            for reason in reasons_of(refused.refusals):
                form.add_error("logo", " ".join(filter(None, [reason.message, reason.hint])))
            return self.show(form, status=409)
        messages.success(request, _("The letterhead is changed for every letter from now on."))
        return redirect(self.to.to("letterhead"))

    def show(self, form: LetterheadForm, status: int = 200) -> HttpResponse:
        """The page."""
        head = letterhead.letterhead_of(self.company)
        context = {
            "form": form,
            "letters_href": self.to.to("letters"),
            "logo_href": self.to.to("letterhead-logo") if head and head.logo else "",
            "company": self.company,
        }
        return self.page("desk/letters/letterhead.html", context, status=status)


class LogoView(ConfiguringView):
    """The logo itself."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send the picture; it was checked when it came in."""
        head = letterhead.letterhead_of(self.company)
        if head is None or head.logo is None:
            raise Http404
        try:
            opened = store.locate(head.logo).open("rb")
        except FileNotFoundError:
            raise Http404 from None
        return FileResponse(opened, content_type=head.logo.media_type, headers={"X-Content-Type-Options": "nosniff"})
