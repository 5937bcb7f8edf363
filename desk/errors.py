"""The one place where a domain's "no" becomes a page: 403 no duty, 404 not there, 409 refused or stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from cases.definition.process import UnknownTransition
from cases.services.errors import NotPermitted, Refused, StaleCase
from desk.reasons import Reason, reasons_of

if TYPE_CHECKING:
    from desk.views.base import CompanyView

ANSWERS = (NotPermitted, Refused, StaleCase, UnknownTransition)


def page_for(view: CompanyView, answer: Exception) -> HttpResponse:
    """The page for an answer that no view of its own shows; pages with a form show Refused and StaleCase themselves."""
    if isinstance(answer, UnknownTransition):
        raise Http404 from answer
    if isinstance(answer, NotPermitted):
        raise PermissionDenied from answer
    reasons: list[Reason] = reasons_of(answer.refusals) if isinstance(answer, Refused) else []
    return view.page("desk/pages/refused.html", {"reasons": reasons}, status=409)
