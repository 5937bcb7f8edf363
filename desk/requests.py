"""What the wire brings, as values."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from registry.models import User


def person(request: HttpRequest) -> User:
    """The signed-in user. Only for views behind the sign-in."""
    if not isinstance(request.user, User):
        raise TypeError("a page behind the sign-in was reached without one")
    return request.user


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """The address a form wants to go back to, when it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else otherwise


def page_number(request: HttpRequest) -> int:
    """The page asked for; nonsense is the first."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
