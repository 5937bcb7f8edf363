"""`manage.py doctor`: does everything hold that must always hold?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.management.arguments import companies
from cases.services.diagnosis.doctor import Result, examine

SHOWN = 20
VERDICTS = ("holds", "violated", "not applicable yet")


class Command(BaseCommand):
    """One line per invariant with the rows examined and violated, the rows named below it, and a summary."""

    help = "Check the invariants I1 to I12 and our own; names every row that breaks one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, and how to print."""
        parser.add_argument("--company", metavar="SLUG", help="only this company")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, print, and leave with 1 when an invariant is violated."""
        results = examine(companies(options["company"]), now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([result.as_json() for result in results], ensure_ascii=False))
        else:
            self._in_words(results)
        if any(result.violations for result in results):
            raise SystemExit(1)

    def _in_words(self, results: list[Result]) -> None:
        for result in results:
            figures = f"{result.examined} rows, {len(result.violations)} violations"
            self.stdout.write(
                f"{result.invariant.code:<10} {result.verdict:<18} {figures:<28} {result.invariant.title}"
            )
            for violation in result.violations[:SHOWN]:
                self.stdout.write(f"           {violation}")
        verdicts = [result.verdict for result in results]
        counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in VERDICTS)
        self.stdout.write(f"doctor: {len(results)} invariants: {counts}")
