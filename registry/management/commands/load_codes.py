"""`manage.py load_codes`: the code lists that ship with the product, or an official waste list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.services.code_lists import CodeFileRefused, Tally, load_seeds, load_waste_list

SHOWN_ERRORS = 50


class Command(BaseCommand):
    """Loads code lists; running it again changes nothing."""

    help = "Load the code lists (waste list, hazard properties, operations, provinces ...)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--waste-list",
            type=Path,
            metavar="FILE.csv",
            help="load this official waste list over the one that ships with the product; "
            "columns: code, entry_type, description_it, valid_from, source and, if known, those of waste_codes.csv",
        )

    def handle(self, *args: Any, waste_list: Path | None = None, **options: Any) -> None:
        try:
            tallies = [load_waste_list(waste_list)] if waste_list else load_seeds()
        except CodeFileRefused as refused:
            raise CommandError(_words(refused)) from refused
        for tally in tallies:
            self.stdout.write(_line(tally))


def _line(tally: Tally) -> str:
    return f"{tally.title}: {tally.added} added, {tally.changed} changed, {tally.unchanged} unchanged"


def _words(refused: CodeFileRefused) -> str:
    lines = [str(refused), *(f"  {error}" for error in refused.errors[:SHOWN_ERRORS])]
    if (hidden := len(refused.errors) - SHOWN_ERRORS) > 0:
        lines.append(f"  ... and {hidden} more")
    return "\n".join(lines)
