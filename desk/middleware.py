"""The language a signed-in person chose wins over the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


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
