"""`manage.py load_policies`: the factory's policies, from the processes' folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.definition import catalogue
from cases.services.policies.factory import FactoryInvalid, load_factory

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Idempotent: an unchanged file does nothing, a changed one makes a new version from its day on."""

    help = "Load the factory's decision tables, required documents and terms. What companies published stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("--process", default="", help="only this process")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load. Raises CommandError naming everything wrong in the files, and then loads nothing."""
        del args
        chosen = [each for each in catalogue.processes() if options["process"] in ("", each.code)]
        try:
            loaded = load_factory(chosen, now=timezone.now())
        except FactoryInvalid as invalid:
            raise CommandError(str(invalid)) from invalid
        new = [str(each.version) for each in loaded if each.is_new]
        if options["json"]:
            self.stdout.write(json.dumps({"loaded": new, "unchanged": len(loaded) - len(new)}))
            return
        for name in new:
            self.stdout.write(f"  new  {name}")
        self.stdout.write(f"{len(new)} policies loaded, {len(loaded) - len(new)} unchanged")
