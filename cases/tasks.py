"""What Celery carries: hints and clockwork. Each is one call of the function that `manage.py work` calls too."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from structlog import get_logger

from cases.outbox import relay
from cases.services import chores, clockwork

log = get_logger(__name__)


@shared_task(ignore_result=True)
def relay_tick() -> None:
    """Deliver what waits."""
    relay.run_once(timezone.now(), relay.new_holder())


@shared_task(ignore_result=True)
def clock_tick() -> None:
    """Serve what time does by itself."""
    clockwork.tick(timezone.now())


@shared_task(ignore_result=True)
def chores_tick() -> None:
    """Run every chore; run too often, it changes nothing more. One that fails holds up no other."""
    for chore in chores.chores():
        try:
            chore.run(timezone.now())
        except Exception:
            log.exception("job_failed", job=chore.name)
