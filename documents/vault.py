"""Secrets at rest: sealed with keys derived from SECRET_KEY, one for each purpose."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def box(purpose: str) -> Fernet:
    """What seals and opens the secrets of one purpose ("documents.seal"). Opening raises InvalidToken."""
    derived = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
