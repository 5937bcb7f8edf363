"""Where a request comes from and whose account it tries, for the lock-out."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address: as our own proxy tells it on https, else the peer's.

    Only the last entry counts, which the proxy in front of us wrote; what stands before it anybody may have sent.
    """
    told = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    peer: str = request.META.get("REMOTE_ADDR", "")
    return told if told and settings.HTTPS else peer


def tried_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Return the e-mail address tried, as accounts are found by it: another spelling gives no further tries."""
    typed = (credentials or request.POST).get("username") or ""
    return typed.strip().lower()
