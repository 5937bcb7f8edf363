"""What every answer to a signed-in person has in common: the language he chose, and that no cache keeps it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers


class UserLanguage:
    """Speaks the language stored on the user, for the length of one request; stands after the authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language; a stranger keeps what LocaleMiddleware chose."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            response = self.get_response(request)
            response.headers["Content-Language"] = request.user.language
        return response


class PrivatePages:
    """Keeps what a signed-in person sees out of every cache, the browser's too; stands after the authentication.

    After the sign-out, the back button of a shared computer finds nothing (ASVS 14.3.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; who sends a Cache-Control of his own knows why."""
        private = request.user.is_authenticated
        response = self.get_response(request)
        if private and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
