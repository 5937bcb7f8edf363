"""Cases that belong together: linked by number, unlinked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.access import may_see, visible_to
from cases.models import CaseLink
from cases.rules.refusals import N_, Refusal
from cases.services.errors import NotPermitted, Refused
from cases.services.links import LINKED, link, unlink
from desk.forms.acts import LinkForm
from desk.views.asking import AskingView
from desk.views.case import InCaseView


class LinkView(AskingView, InCaseView):
    """Says that this case belongs with another."""

    def form(self, typed: Any) -> forms.Form:
        """The number and the kind."""
        return LinkForm(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Link a case"), "lead": self.case.number, "action": _("Link")}

    def back(self) -> str:
        """The related cases of the case."""
        return self.to.case(self.case.number) + "#related"

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Link; a number one may not see is answered as one that does not exist."""
        number = cleaned["number"].strip().upper()
        other = visible_to(self.actor).filter(number=number).first()
        if other is None:
            raise Refused([_unknown(number)])
        link(self.case, other, cleaned["kind"], actor=self.actor, now=self.now)
        return _("Linked with %(number)s.") % {"number": other.number}


class UnlinkView(InCaseView):
    """Takes a link back."""

    row: CaseLink

    def enter(self, **kwargs: Any) -> None:
        """A link of this case, from either side."""
        super().enter(**kwargs)
        either = CaseLink.objects.of(self.company).filter(Q(case=self.case) | Q(other=self.case))
        self.row = get_object_or_404(either.select_related("case", "other"), pk=kwargs["link"])
        if not (may_see(self.actor, self.row.case) and may_see(self.actor, self.row.other)):
            raise NotPermitted(LINKED)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Unlink."""
        unlink(self.row, actor=self.actor, now=self.now)
        messages.success(request, _("The link was taken back."))
        return redirect(self.to.case(self.case.number) + "#related")


def _unknown(number: str) -> Refusal:
    return Refusal(
        "no_such_case",
        N_("There is no case with the number {number}."),
        hint=N_("Look the number up in the list of cases."),
        params={"number": number},
    )
