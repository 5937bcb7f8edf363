"""`manage.py verify_processes`: prove every process of the installation before cases run into its mistakes."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.definition import catalogue
from cases.definition.checks import Finding, prove_all
from cases.queries.offices import offices
from cases.rules.days import day_of


class Command(BaseCommand):
    """Prints each finding with the shortest path to it, then one summary line; fails when there is one."""

    help = "Prove every process: reachable, ending, staffed, separated, worded in both languages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, and how to print."""
        parser.add_argument("--company", metavar="SLUG", help="only with the people of this company")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove, print, and leave with 1 on a finding."""
        processes = catalogue.processes()
        at_work = [office for office in offices(day_of(timezone.now())) if options["company"] in (None, office.company)]
        findings = prove_all(processes, at_work)
        figures = {"processes": len(processes), "companies": len(at_work), "findings": len(findings)}
        if options["json"]:
            self._as_json(figures, findings)
        else:
            self._in_words(figures, findings)
        if findings:
            raise SystemExit(1)

    def _as_json(self, figures: dict[str, int], findings: list[Finding]) -> None:
        content = {**figures, "findings": [finding.as_json() for finding in findings]}
        self.stdout.write(json.dumps(content, ensure_ascii=False))

    def _in_words(self, figures: dict[str, int], findings: list[Finding]) -> None:
        for finding in findings:
            self.stdout.write(str(finding))
        words = ", ".join(f"{number} {what}" for what, number in figures.items())
        self.stdout.write(f"verify_processes: {words}")
