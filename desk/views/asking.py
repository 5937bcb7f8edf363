"""A page that asks something and does it: what the form of every small act on a case or on work shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.rules.refusals import Refusal
from cases.services.errors import Refused
from desk.reasons import reasons_of
from desk.views.base import CompanyView


class AskingView(CompanyView):
    """GET shows the form, POST does it; what is refused is shown on the form, with all that was typed.

    Below: `form`, `words` and `act`; `back` where the page was opened from another than the home.
    """

    template: ClassVar[str] = "desk/pages/simple_form.html"

    def permitted(self) -> None:
        """Raises NotPermitted where asking alone makes no sense."""

    def form(self, typed: Any) -> forms.Form:
        """The form, bound to what was typed or not."""
        raise NotImplementedError

    def words(self) -> Mapping[str, Any]:
        """heading, lead, action, tone; and what a template of its own shows."""
        raise NotImplementedError

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it; returns what to say afterwards. Raises Refused, NotPermitted, ValidationError."""
        raise NotImplementedError

    def back(self) -> str:
        """Where one comes from and goes back to."""
        return self.to.to("home")

    def trail(self) -> Sequence[tuple[str, str]]:
        """Where one is: label and address of each page above; none where the act belongs to no one place."""
        return ()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask."""
        self.permitted()
        return self.ask(self.form(None))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do it, or show what is wrong."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except Refused as refused:
            show_refusals(form, refused.refusals)
            return self.ask(form, status=409)
        except ValidationError as wrong:
            show_errors(form, wrong)
            return self.ask(form, status=422)
        messages.success(request, said)
        return redirect(self.back())

    def ask(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """The page with the form."""
        return self.page(
            self.template, {"form": form, "back": self.back(), "trail": self.trail(), **self.words()}, status
        )


def show_errors(form: forms.BaseForm, wrong: ValidationError) -> None:
    """What a model or a service found wrong, on the field it names, else on top of the form."""
    named = wrong.error_dict if hasattr(wrong, "error_dict") else {"": wrong.error_list}
    for name, errors in named.items():
        form.add_error(name if name in form.fields else None, errors)


def show_refusals(form: forms.Form, refusals: tuple[Refusal, ...]) -> None:
    """Every reason on top of the form, each with its hint."""
    for reason in reasons_of(refusals):
        form.add_error(None, f"{reason.message} {reason.hint}".strip())
