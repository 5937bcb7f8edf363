"""`manage.py describe_processes`: write docs/processes/<code>.md for every process of the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cases.definition import catalogue
from cases.definition.describing import describe


class Command(BaseCommand):
    """Writes the pages; with --check only says which are out of date, and fails when one is."""

    help = "Write docs/processes/<code>.md: states, diagram, transitions, guards, clocks, duties."

    def add_arguments(self, parser: CommandParser) -> None:
        """Write or check."""
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare, and say how many."""
        folder = Path(settings.BASE_DIR) / "docs" / "processes"
        pages = {folder / f"{process.code}.md": describe(process) for process in catalogue.processes()}
        stale = [path for path, text in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            self.stdout.write(f"{'out of date' if options['check'] else 'written'}: docs/processes/{path.name}")
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(pages[path], encoding="utf-8")
        self.stdout.write(f"describe_processes: {len(pages)} processes, {len(stale)} pages changed")
        if stale and options["check"]:
            raise SystemExit(1)
