"""`manage.py load_templates`: the factory's letters, from the processes' folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.definition import catalogue
from documents.letters.catalogue import apart, written_by
from documents.services.letters.factory import TemplatesInvalid, load_templates

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Idempotent: an unchanged text does nothing, a changed one makes a new version."""

    help = "Load the factory's letter templates. What companies published stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load. Raises CommandError naming everything wrong in the texts, and then loads nothing."""
        del args
        known = [*written_by([process.code for process in catalogue.processes()]), *apart()]
        try:
            loaded = load_templates(known, now=timezone.now())
        except TemplatesInvalid as invalid:
            raise CommandError(str(invalid)) from invalid
        if options["json"]:
            self.stdout.write(json.dumps({"loaded": [str(each) for each in loaded]}))
            return
        for each in loaded:
            self.stdout.write(f"  new  {each}")
        self.stdout.write(f"{len(loaded)} letter templates loaded")
