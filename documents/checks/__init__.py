"""What a file must be to come in. Pure: a seekable file in, reasons out; no Django, no network, no clock."""

from __future__ import annotations

from documents.checks.door import ACCEPTED, SIGNED_MEDIA_TYPE, Examined, examine
from documents.checks.limits import LIMITS, Limits
from documents.checks.reasons import refusal

__all__ = ["ACCEPTED", "LIMITS", "SIGNED_MEDIA_TYPE", "Examined", "Limits", "examine", "refusal"]
