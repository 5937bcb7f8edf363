"""The round that the worker makes: fetch what is new in every mailbox, then read what waits."""

from __future__ import annotations

from datetime import datetime

from documents.services.intake.fetching import fetch_all
from documents.services.intake.filing import read_waiting
from registry.models import Company


def take_mail(now: datetime) -> int:
    """One round over every mailbox and company; returns how many mails were read. Twice changes nothing more."""
    fetch_all(now)
    return sum(read_waiting(company, now=now) for company in Company.objects.filter(is_active=True).order_by("pk"))
