"""`manage.py bench NAME [--n N] --json`: measure, and print one JSON object as the last line."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from cases.management.bench import scratch

if TYPE_CHECKING:
    from types import ModuleType

    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Every app may bring benches in `<app>.management.bench`."""

    help = "Measure: transitions, bulk, inbox, journal, tables ... in a scratch database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("name")
        parser.add_argument("--n", type=int, default=None, help="size; each bench has its own default")
        parser.add_argument("--json", action="store_true", help="print only the JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one bench. Raises CommandError for an unknown name."""
        del args
        bench = _find(options["name"])
        n = options["n"] or bench.N
        with scratch.database():
            results = bench.run(n)
            report = {
                "bench": options["name"],
                "n": n,
                "machine": scratch.machine(),
                "database": scratch.database_version(),
                "results": results,
            }
        if not options["json"]:
            for key, value in results.items():
                self.stdout.write(f"  {key:28} {value}")
        self.stdout.write(json.dumps(report))


def _find(name: str) -> ModuleType:
    for app in apps.get_app_configs():
        module = f"{app.name}.management.bench.{name}"
        if find_spec(f"{app.name}.management") and find_spec(f"{app.name}.management.bench") and find_spec(module):
            return import_module(module)
    raise CommandError(f"There is no bench called {name}.")
