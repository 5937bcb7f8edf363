"""Saying something about a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.comments import comment
from desk.forms.comments import CommentForm
from desk.views.case import InCaseView


class CommentView(InCaseView):
    """A comment becomes an event of the case."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write it, or show the case with what is wrong."""
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.case_page(comment=form, status=422)
        comment(self.case, form.cleaned_data["text"], actor=self.actor, now=self.now)
        messages.success(request, _("Your comment is in the timeline."))
        return redirect(self.to.case(self.case.number) + "#timeline")
