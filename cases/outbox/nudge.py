"""A hint that something waits; the relay's sweep finds what a hint missed."""

from __future__ import annotations

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from structlog import get_logger

log = get_logger()


def relay() -> None:
    """Ask the worker to look now. Never fails: with the broker down the sweep is a few seconds away."""
    if not settings.REDIS_URL:
        return
    try:
        current_app.send_task("cases.tasks.relay_tick", ignore_result=True, retry=False)
    except (OSError, OperationalError) as error:
        log.warning("nudge_failed", error=str(error))
