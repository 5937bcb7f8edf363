"""`manage.py relay`: deliver what waits."""

from __future__ import annotations

import json
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.management.loop import Job, Loop
from cases.outbox import relay


class Command(BaseCommand):
    """One round with --once, else a round each second until stopped."""

    help = "Deliver dispatches: one round with --once, else each second until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="one round, then report")
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Run."""
        del args
        holder = relay.new_holder()
        if once:
            self.stdout.write(words(relay.run_once(timezone.now(), holder), as_json=options["json"]))
            return
        job = Job("relay", 1.0, lambda: relay.run_once(timezone.now(), holder, stopping=loop.stopping))
        loop = Loop([job], asleep)
        loop.run()


def words(report: relay.Report, *, as_json: bool) -> str:
    """The report as one line."""
    figures = report.as_json()
    return json.dumps(figures) if as_json else " ".join(f"{name}={value}" for name, value in figures.items())


def asleep(seconds: float) -> bool:
    """Wait where no hints are heard."""
    sleep(seconds)
    return False
