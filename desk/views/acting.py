"""Acting in somebody's place, and stopping."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk import acting
from desk.views.base import CompanyView


class ActingView(CompanyView):
    """POST with `person` acts in that person's place; without, for oneself again."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Choose; somebody whose substitute one is not today is not there (404)."""
        wanted = request.POST.get("person", "")
        if not wanted:
            acting.stop(request, self.own)
            messages.success(request, _("You act for yourself again."))
            return redirect(self.to.to("home"))
        found = [one for one in acting.substitutes(self.own, self.on) if str(one.acting_for_id) == wanted]
        if not found:
            raise Http404
        acting.choose(request, found[0])
        return redirect(self.to.to("home"))
