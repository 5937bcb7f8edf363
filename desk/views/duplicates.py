"""Customers registered twice: shown while one is typed, listed, compared, merged or told apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from contracts.queries.clashes import clashes
from desk.presenting.duplicates import STAYS, as_typed, clash_rows, differences, hits, pairs_shown, sureness, who
from desk.views.base import CompanyView
from registry.duties import EDIT_CUSTOMER, MERGE_CUSTOMERS, require
from registry.models import Customer
from registry.queries.customers import by_code
from registry.queries.duplicates import alike, pairs, typed
from registry.rules.sameness import compare
from registry.services.match_keys import known_of
from registry.services.merging import merge
from registry.services.telling_apart import not_the_same

SHOWN = 50


class SimilarView(CompanyView):
    """Whom the customer being typed may be."""

    def enter(self, **kwargs: Any) -> None:
        """Only for who registers customers."""
        require(self.actor, EDIT_CUSTOMER)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A piece of the form's page."""
        found = alike(self.company, typed(**as_typed(request.GET)))
        return self.fragment("desk/registry/similar.html", {"hits": hits(found, self.to)})


class DuplicatesView(CompanyView):
    """Pairs to work through."""

    area = "customers"

    def enter(self, **kwargs: Any) -> None:
        """Only for who may merge."""
        require(self.actor, MERGE_CUSTOMERS)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The surest first."""
        found = pairs(self.company)
        context = {
            "pairs": pairs_shown(found[:SHOWN], self.to),
            "total": len(found),
            "customers_href": self.to.to("customers"),
            "apart_href": self.to.to("tell-apart"),
        }
        return self.page("desk/registry/duplicates.html", context)


class TellApartView(CompanyView):
    """Two customers that are two."""

    def enter(self, **kwargs: Any) -> None:
        """Only for who may merge."""
        require(self.actor, MERGE_CUSTOMERS)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Remember it."""
        one, other = (by_code(self.company, request.POST.get(name, "")) for name in ("one", "other"))
        if one is None or other is None:
            raise Http404
        try:
            not_the_same(one, other, actor=self.actor, now=self.now, reason=request.POST.get("reason", "")[:200])
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            text = _("%(one)s and %(other)s are two customers: they will not be shown together again.")
            messages.success(request, text % {"one": one.name, "other": other.name})
        return redirect(self.to.to("duplicates"))


class MergeView(CompanyView):
    """Two customers side by side: which one stays, what it takes over."""

    area = "customers"
    kept: Customer
    absorbed: Customer

    def enter(self, **kwargs: Any) -> None:
        """Both customers (404), then the duty (403)."""
        found = [by_code(self.company, kwargs[name]) for name in ("code", "other")]
        if None in found or found[0] == found[1]:
            raise Http404
        self.kept, self.absorbed = (each for each in found if each is not None)
        require(self.actor, MERGE_CUSTOMERS)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Compare them."""
        return self.compare()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Merge them, or say why not."""
        try:
            merge(
                self.kept,
                self.absorbed,
                actor=self.actor,
                now=self.now,
                reason=request.POST.get("reason", "")[:200],
                take=request.POST.getlist("take"),
                stays=self.chosen(),
            )
        except ValidationError as refused:
            return self.compare(refused.messages, status=422)
        text = _("%(gone)s is merged into %(kept)s: everything that belonged to it is here.")
        said = text % {"gone": self.absorbed.code, "kept": self.kept.code}
        messages.success(request, said)
        return redirect(self.to.customer(self.kept.code))

    def chosen(self) -> list[int]:
        """The approvals that stay, one of each pair."""
        posted = self.request.POST
        values = [str(posted[name]) for name in posted if name.startswith(STAYS)]
        return [int(value) for value in values if value.isdecimal()]

    def compare(self, problems: list[str] | None = None, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "kept": who(self.kept, self.to),
            "absorbed": who(self.absorbed, self.to),
            **sureness(compare(known_of(self.kept), known_of(self.absorbed))),
            "differences": differences(self.kept, self.absorbed),
            "clashes": clash_rows(clashes(self.kept, self.absorbed), self.chosen()),
            "problems": problems or [],
            "swap_href": self.to.to("merge", self.absorbed.code, self.kept.code),
            "apart_href": self.to.to("tell-apart"),
            "back": self.to.to("duplicates"),
        }
        return self.page("desk/registry/merge.html", context, status=status)
