"""Sessions end: after an absolute time (SESSION_COOKIE_AGE), and after a time without a request."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

SEEN = "seen_at"
NOTED_EVERY = 300


class IdleLimit:
    """Signs a person out who made no request for SESSION_IDLE_SECONDS; notes the time every five minutes at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check and note the time, then go on."""
        if request.user.is_authenticated:
            self.check(request, now=time.time())
        return self.get_response(request)

    def check(self, request: HttpRequest, *, now: float) -> None:
        """End an idle session, or note that it is in use."""
        seen = request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif SEEN not in request.session or now - seen > NOTED_EVERY:
            request.session[SEEN] = int(now)
