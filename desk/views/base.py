"""The base of every page inside a company: who, where and when are captured here, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from desk import acting, errors, frame
from desk.presenting.addresses import Addresses
from desk.queries.work import Standing, standing
from desk.requests import person
from registry.actors import Actor
from registry.models import Company
from registry.services.access import actor_in


class CompanyView(View):
    """A page under `/<company>/`; a company one does not work in is not there (404)."""

    area: ClassVar[str] = ""
    company: Company
    actor: Actor
    own: Actor
    now: datetime
    on: date
    to: Addresses
    standing: Standing | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load is authorise; what the domain answers instead of doing becomes a page in `desk.errors`."""
        self.now = timezone.now()
        self.on = timezone.localdate(self.now)
        entered = actor_in(person(request), kwargs.pop("company"), on=self.on)
        if entered is None:
            raise Http404
        self.company, self.own = entered
        self.actor = acting.present(request, self.own, self.on)
        self.to = Addresses(self.company.slug)
        try:
            self.enter(**kwargs)
            return super().dispatch(request, *args, **kwargs)
        except errors.ANSWERS as answer:
            return errors.page_for(self, answer)

    def enter(self, **kwargs: Any) -> None:
        """Load what the address names; what this actor may not see raises Http404."""

    def page(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """The template inside the frame of this company."""
        around = frame.build(
            person(self.request),
            self.company,
            self.actor,
            self.now,
            area=self.current_area(),
            standing=self.standing or standing(self.actor, self.now),
        )
        return render(self.request, template, {"frame": around, "now": self.now, **context}, status=status)

    def current_area(self) -> str:
        """The line of the rail that is marked."""
        return self.area

    def fragment(self, template: str, context: Mapping[str, Any]) -> HttpResponse:
        """A piece of a page, for htmx."""
        return render(self.request, template, {"now": self.now, **context})
