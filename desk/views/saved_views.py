"""Keeping the present filters under a name, and forgetting them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.models import SavedView
from cases.services.saved_views import delete_view, save_view
from desk.presenting.views import address
from desk.views.base import CompanyView
from desk.views.cases import ListedView


class SaveView(ListedView):
    """The filters come with the address, as on the list itself."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep them; the same name again replaces them."""
        form, asked = self.asked()
        view = save_view(request.POST.get("name", ""), asked, actor=self.own, shared=bool(request.POST.get("shared")))
        messages.success(request, _("Saved: %(name)s.") % {"name": view.name})
        codes = {asked.customer_id or 0: str(form.cleaned_data.get("customer", ""))}
        return redirect(address(asked, self.to, codes, view.pk))


class DeleteView(CompanyView):
    """A view of one's own is forgotten."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Forget it."""
        view = get_object_or_404(SavedView.objects.of(self.company), pk=kwargs["view"])
        delete_view(view, actor=self.own)
        messages.success(request, _("Deleted: %(name)s.") % {"name": view.name})
        return redirect(self.to.to("cases"))
