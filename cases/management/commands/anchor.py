"""`manage.py anchor`: write today's anchor of the journal, outside the database."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.management.arguments import companies
from cases.services.diagnosis.anchoring import anchor
from cases.services.diagnosis.anchors import AnchorDamaged


class Command(BaseCommand):
    """One line per company; fails when the database contradicts an earlier anchor."""

    help = "Anchor the journal of every company (or one) in DATA_DIR/anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, and how to print."""
        parser.add_argument("--company", metavar="SLUG", help="only this company")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Anchor, print, and leave with 1 on a contradiction."""
        try:
            results = [anchor(company, now=timezone.now()) for company in companies(options["company"])]
        except AnchorDamaged as damaged:
            raise CommandError(f"anchor: {damaged}") from damaged
        if options["json"]:
            self.stdout.write(json.dumps([dict(result.line) for result in results]))
        for result in results if not options["json"] else ():
            line = result.line
            self.stdout.write(f"anchor: {result.company}: {line['cases']} cases, {line['events']} events")
        contradictions = [wrong for result in results for wrong in result.contradictions]
        for wrong in contradictions:
            self.stderr.write(str(wrong))
        if contradictions:
            raise SystemExit(1)
