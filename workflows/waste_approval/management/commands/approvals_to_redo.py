"""`manage.py approvals_to_redo`: the approvals that amendments of the European waste list make be done again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.management.arguments import companies
from cases.rules.days import day_of
from registry.queries import waste_codes
from workflows.waste_approval.redo import to_redo


class Command(BaseCommand):
    """One line per approval, the nearest change first, and how many there are."""

    help = "List the approvals in force whose waste code changes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, which days, and how to print."""
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="the day asked on; today when missing")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="a year later when missing")
        parser.add_argument("--json", action="store_true", help="one JSON array instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        del args
        (company,) = companies(options["company"])
        on = options["on"] or day_of(timezone.now())
        rows = [
            {
                "case": each.case.number,
                "customer": each.case.customer.name if each.case.customer else "",
                "code": each.waste_code,
                "change": each.change,
                "applies_from": each.applies_from.isoformat(),
                "good_until": each.good_until.isoformat(),
                "source": each.source,
            }
            for each in to_redo(company.pk, on=on, until=options["until"])
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        printed = waste_codes.printed([str(row["code"]) for row in rows])
        for row in rows:
            self.stdout.write(
                f"{row['case']}  {printed[str(row['code'])]}  {row['applies_from']}  {row['change']}  {row['customer']}"
            )
        self.stdout.write(f"approvals_to_redo: {len(rows)}")
