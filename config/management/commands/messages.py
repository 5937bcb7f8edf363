"""Collect, compile and check the translations of every package; needs no system gettext."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translation.catalogues import at_odds, compile_po, problems, update
from config.translation.sources import Source, sources


class Command(BaseCommand):
    """`messages extract` after changing texts, `compile` at set-up, `check` before a commit."""

    help = "Collect (extract), compile or check the translations of every package."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what to do, and for which packages."""
        parser.add_argument("what", choices=["extract", "compile", "check"])
        parser.add_argument("packages", nargs="*", help="for example desk workflows/waste_approval; all when none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        steps = {"extract": self.extract, "compile": self.compile, "check": self.check_texts}
        steps[options["what"]](_chosen(options["packages"]))

    def extract(self, chosen: list[Source]) -> None:
        """Write each catalogue anew, keeping its translations."""
        for source in chosen:
            self.stdout.write(f"{update(source):5} texts  {source.name}")

    def compile(self, chosen: list[Source]) -> None:
        """Write a .mo for each catalogue."""
        paths = [source.po for source in chosen if source.po.exists()]
        for path in paths:
            compile_po(path)
        self.stdout.write(f"{len(paths)} catalogues compiled")

    def check_texts(self, chosen: list[Source]) -> None:
        """Fail naming every text without a good translation, and every text that two packages translate differently."""
        lacking = [line for source in chosen for line in problems(source)]
        differing = list(at_odds(sources(settings.BASE_DIR), chosen))
        for line in (*lacking, *differing):
            self.stderr.write(line)
        wrong = []
        if lacking:
            wrong.append(f"{len(lacking)} texts lack a translation: run `make messages` and complete the .po files")
        if differing:
            wrong.append(f"{len(differing)} texts have two: translate them the same, or give one a context (pgettext)")
        if wrong:
            raise CommandError("; ".join(wrong))
        self.stdout.write("every text is translated")


def _chosen(names: list[str]) -> list[Source]:
    known = sources(settings.BASE_DIR)
    unknown = set(names) - {source.name for source in known}
    if unknown:
        raise CommandError(f"no such package: {', '.join(sorted(unknown))}")
    return [source for source in known if not names or source.name in names]
