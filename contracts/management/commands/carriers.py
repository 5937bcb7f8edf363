"""`manage.py carriers`: who may carry, and whose enrolment or ADR certificate ends soon."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.management.arguments import companies
from cases.rules.days import day_of
from contracts.queries.carriers import carriers_of, ending


class Command(BaseCommand):
    """One line per carrier, or with --ending one per thing that ends within so many days."""

    help = "List carriers with their enrolments and vehicles, or what of them ends soon."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which company, which days, and how to print."""
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--ending", type=int, default=None, metavar="DAYS")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="the day; today when missing")
        parser.add_argument("--json", action="store_true", help="one JSON array instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is asked for."""
        del args
        (company,) = companies(options["company"])
        on = options["on"] or day_of(timezone.now())
        rows = _all(company.pk) if options["ending"] is None else _ending(company.pk, on, options["ending"])
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("  ".join(str(value) for value in row.values()))


def _all(company_id: int) -> list[dict[str, str]]:
    return [
        {
            "albo_number": carrier.albo_number,
            "name": carrier.name,
            "enrolments": ", ".join(f"{row} {row.valid_to}" for row in carrier.enrolments.all()),
            "vehicles": ", ".join(row.plate for row in carrier.vehicles.all()),
        }
        for carrier in carriers_of(company_id)
    ]


def _ending(company_id: int, on: date, days: int) -> list[dict[str, str]]:
    return [
        {"last_day": each.last_day.isoformat(), "name": each.carrier.name, "what": each.what}
        for each in ending(company_id, on=on, days=days)
    ]
