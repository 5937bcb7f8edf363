"""What one was told: read there, or all at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.queries.capped import count
from cases.queries.mentions import unread
from cases.services.following import read_notices
from desk.presenting.notices import told
from desk.queries.notices import notices_of
from desk.requests import page_number
from desk.views.base import CompanyView


class NoticesView(CompanyView):
    """Notices are one's own, also while acting for somebody else."""

    area = "notices"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show a page of them."""
        found = notices_of(self.own, page_number(request))
        lines = [told(notice, self.to) for notice in found.notices]
        context = {
            "lines": lines,
            "unread": any(line.unread for line in lines),
            "mentions": count(unread(self.own)),
            "mentions_href": f"{self.to.to('home')}?tab=mentioned",
            "previous": found.page - 1 if found.page > 1 else None,
            "next": found.page + 1 if found.more else None,
        }
        return self.page("desk/pages/notices.html", context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Mark them all as read."""
        read_notices(actor=self.own, now=self.now)
        messages.success(request, _("All notices are marked as read."))
        return redirect(self.to.to("notices"))
