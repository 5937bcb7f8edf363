"""Asking to be told of a case, and no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.following import follow, unfollow
from desk.views.case import InCaseView


class FollowingView(InCaseView):
    """POST with `stop` ends it, without begins it; pressed twice, nothing happens."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Follow, or follow no more."""
        if request.POST.get("stop"):
            unfollow(self.case, actor=self.actor)
            said = _("You do not follow %(number)s any more.")
        else:
            follow(self.case, actor=self.actor, now=self.now)
            said = _("You follow %(number)s: what happens to it is told to you.")
        messages.success(request, said % {"number": self.case.number})
        return redirect(self.to.case(self.case.number))
