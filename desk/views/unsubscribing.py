"""Where a link in a mailing leads, without signing in: no further offers, asked on a page or by the mail program."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from documents.services.mailings.unsubscribing import Asked, read, unsubscribe


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class UnsubscribeView(View):
    """The signed token of the address says who; asked with GET nothing changes, since mail scanners follow links.

    A mail program posts here with one click (RFC 8058): from another origin, without our cookie. All a stranger can do
    with a token is what it was sent for.
    """

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Ask whether it is meant."""
        return self.answer(request, read(kwargs["token"]), is_done=False)

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Write it down, once however often it comes."""
        asked = read(kwargs["token"])
        if asked is not None:
            unsubscribe(asked, timezone.now())
        return self.answer(request, asked, is_done=True)

    def answer(self, request: HttpRequest, asked: Asked | None, *, is_done: bool) -> HttpResponse:
        """The page, in the customer's language; a link that is not good has its own."""
        if asked is None:
            return render(request, "desk/mailings/no_such_link.html", status=404)
        context = {"company": asked.customer.company, "address": masked(asked.address), "is_done": is_done}
        with translation.override(asked.language):
            answer = render(request, "desk/mailings/unsubscribe.html", context)
        answer.headers["Content-Language"] = asked.language
        return answer


def masked(address: str) -> str:
    """As much of an address as its owner needs to recognise it: i•••@rossi.example."""
    name, sign, domain = address.partition("@")
    return f"{name[:1]}•••{sign}{domain}" if sign else ""
