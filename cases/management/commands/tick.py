"""`manage.py tick`: what time does by itself, once, now or as if it were another moment."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.management.commands.relay import asleep
from cases.management.loop import Job, Loop
from cases.services import clockwork


class Command(BaseCommand):
    """One tick with --once or --now, else one every half minute until stopped."""

    help = "Serve reminders, expiries and holds that end."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--now", metavar="ISO", help="the moment to act at, with its zone; the present when left out"
        )
        parser.add_argument("--once", action="store_true", help="one tick, then report; --now implies it")
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, now: str | None, once: bool, **options: Any) -> None:
        """Run."""
        del args
        if once or now:
            self.stdout.write(words(clockwork.tick(moment(now)), as_json=options["json"]))
        else:
            Loop([Job("clocks", 30.0, lambda: clockwork.tick(timezone.now()))], asleep).run()


def moment(text: str | None) -> datetime:
    """Read an ISO moment; without a zone it is meant in Rome. Raises CommandError when it is none."""
    if text is None:
        return timezone.now()
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now: {text!r} is no ISO moment; for example 2026-11-21T09:00:00+01:00") from error
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def words(report: clockwork.Report, *, as_json: bool) -> str:
    """The report as one line."""
    return json.dumps(asdict(report)) if as_json else str(report)
