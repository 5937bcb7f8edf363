"""`manage.py scaffold_process return_note`: the smallest working process, to be made one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.definition import catalogue
from cases.management.scaffolding import Blueprint, CannotScaffold, write


class Command(BaseCommand):
    """Writes two folders and changes no other file."""

    help = "Write workflows/<name>/ and tests/workflows/<name>/ with the smallest working process."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What the process is called."""
        parser.add_argument("name", help="small letters and underscores: return_note")
        parser.add_argument("--series", default="", help="one to ten capitals, free among the processes: RN")
        parser.add_argument("--label", default="", help="what it is called in English, plural: Return notes")
        parser.add_argument("--italian", default="", help="what it is called in Italian: Note di reso")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what comes next."""
        root = Path(settings.BASE_DIR)
        try:
            blueprint = Blueprint.named(
                options["name"], series=options["series"], label=options["label"], italian=options["italian"]
            )
            self._require_free(blueprint)
            written = write(blueprint, root)
        except CannotScaffold as cannot:
            raise CommandError(str(cannot)) from cannot
        for path in written:
            self.stdout.write(str(path.relative_to(root)))
        self.stdout.write(
            f"scaffold_process: {len(written)} files; next: manage.py migrate, manage.py verify_processes"
        )

    def _require_free(self, blueprint: Blueprint) -> None:
        for process in catalogue.processes():
            if process.number_series == blueprint.series:
                raise CannotScaffold(
                    f"the series {blueprint.series} belongs to {process.code}: choose one with --series"
                )
