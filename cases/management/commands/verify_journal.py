"""`manage.py verify_journal`: recompute every chain and compare with the anchor outside the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.management.arguments import companies
from cases.services.diagnosis.verification import Verified, verify

SHOWN = 50


class Command(BaseCommand):
    """Names the first wrong event of each chain, then one summary line; fails when something is wrong."""

    help = "Verify the journal: every event, every chain, the anchor."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, and how to print."""
        parser.add_argument("--company", metavar="SLUG", help="only this company")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, print, and leave with 1 when something is wrong."""
        results = [verify(company) for company in companies(options["company"])]
        if options["json"]:
            self.stdout.write(json.dumps([result.as_json() for result in results], ensure_ascii=False))
        else:
            self._in_words(results)
        if any(result.wrong for result in results):
            raise SystemExit(1)

    def _in_words(self, results: list[Verified]) -> None:
        for result in results:
            for wrong in result.wrong[:SHOWN]:
                self.stdout.write(f"{result.company}: {wrong}")
        cases, events = sum(result.cases for result in results), sum(result.events for result in results)
        wrong_ones = sum(len(result.wrong) for result in results)
        bare = [result.company for result in results if not result.anchor]
        beside = "".join(f", {count}" for count in _beside(results))
        anchor = f", no anchor yet for {', '.join(bare)}" if bare else ", anchors read"
        self.stdout.write(f"verify_journal: {cases} cases, {events} events{beside}, {wrong_ones} wrong{anchor}")


def _beside(results: list[Verified]) -> Iterator[str]:
    """The journals beside the cases' that hold anything."""
    for name in sorted({name for result in results for name in result.others}):
        found = [result.others.get(name, (0, 0)) for result in results]
        chains, events = sum(chains for chains, _ in found), sum(events for _, events in found)
        if chains:
            yield f"{chains} {name} with {events} events"
