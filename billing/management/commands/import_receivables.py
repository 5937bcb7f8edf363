"""`manage.py import_receivables`: a file of an accounting system of any size, tried, or applied with --apply."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from billing.imports.reasons import TEXTS, FileRefused
from billing.imports.running import bring_in
from billing.models import ImportMapping
from billing.services.entries import Booking
from cases.management.arguments import actor, companies
from cases.rules.days import day_of

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Prints the report of the file; with --json as one object."""

    help = "Bring in open items or payments by the saved mapping of a source; without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--source", required=True, help="the source whose mapping is used")
        parser.add_argument("--content", choices=("items", "payments"), default="items")
        parser.add_argument("--as", dest="user", required=True, metavar="E-MAIL")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try or apply. Raises CommandError."""
        company = companies(options["company"])[0]
        mappings = ImportMapping.objects.of(company).filter(source=options["source"], content=options["content"])
        mapping = mappings.first()
        if mapping is None:
            raise CommandError(f"{company.slug} has no mapping of {options['source']} for {options['content']}")
        now = timezone.now()
        booking = Booking(actor=actor(options["user"], company), now=now, on=day_of(now))
        try:
            with options["file"].open("rb") as stream, transaction.atomic():
                report = bring_in(stream, mapping, booking, write=options["apply"]).as_json()
        except (FileRefused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self._say(report, as_json=options["json"])

    def _say(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for line in report["lines"]:
            for reason in line["reasons"]:
                self.stdout.write(f"line {line['line']}: {TEXTS[reason['code']].format(**reason['params'])}")
        names = ("rows", "new", "unchanged", "wrong", "noted", "payments", "allocated", "amount", "paid")
        self.stdout.write(", ".join(f"{name} {report[name]}" for name in names))
