"""`manage.py work`: relay and clocks in one loop, for an installation without Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.management.loop import Job, Loop
from cases.outbox import nudge, relay
from cases.services import chores, clockwork


class Command(BaseCommand):
    """Relays each second or when something is announced, and ticks the clocks, until stopped."""

    help = "Deliver dispatches and serve the clocks until SIGTERM, or until the process that started it ends."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two paces."""
        parser.add_argument("--relay-every", type=float, default=1.0, metavar="SECONDS")
        parser.add_argument("--tick-every", type=float, default=30.0, metavar="SECONDS")

    def handle(self, *args: Any, relay_every: float, tick_every: float, **options: Any) -> None:
        """Stay until told to stop."""
        del args, options
        holder = relay.new_holder()
        with nudge.Hints(nudge.address()) as hints:
            carrying = Job("relay", relay_every, lambda: relay.run_once(timezone.now(), holder, stopping=loop.stopping))
            carrying.on_hint = True
            clocks = Job("clocks", tick_every, lambda: clockwork.tick(timezone.now()))
            loop = Loop([carrying, clocks, *map(_job, chores.chores())], hints.wait)
            loop.run()


def _job(chore: chores.Chore) -> Job:
    return Job(chore.name, chore.every, lambda: chore.run(timezone.now()))
