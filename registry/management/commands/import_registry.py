"""`manage.py import_registry KIND FILE`: customers, plants, approvals from a file, whole or not at all."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from registry.actors import Actor
from registry.duties import IMPORT, require
from registry.models import Company, User
from registry.services.access import actor_for
from registry.services.importing import kinds
from registry.services.importing.jobs import Report, take
from registry.services.importing.sheets import read

REFUSED = 1


class Command(BaseCommand):
    """Exit 0 when every row is in order, 1 with every wrong row, in which case nothing was written."""

    help = "Import customers, plants, permits or approvals from .csv or .xlsx; the same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what, from where and for whom."""
        parser.add_argument("kind", choices=[kind.code for kind in kinds.kinds()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--as", required=True, dest="user", metavar="USER", help="e-mail of who answers for it")
        parser.add_argument("--dry-run", action="store_true", help="try every row, write nothing")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, take over, tell."""
        del args
        actor, language = _actor(options)
        path: Path = options["file"]
        with translation.override(language):
            try:
                require(actor, IMPORT)
                table = read(path.name, path.read_bytes())
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            except ValidationError as refused:
                raise CommandError(" ".join(refused.messages)) from refused
            kind = kinds.get(options["kind"])
            report = take(kind, table.lines, actor=actor, now=timezone.now(), dry=options["dry_run"])
        self._tell(report, options)
        if report.errors:
            sys.exit(REFUSED)

    def _tell(self, report: Report, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
            return
        for error in report.errors:
            self.stdout.write(f"line {error.line}, column {error.column}: {error.message}")
        said = "nothing was written" if report.errors else "only tried" if options["dry_run"] else "written"
        self.stdout.write(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged; {said}")


def _actor(options: dict[str, Any]) -> tuple[Actor, str]:
    company = Company.objects.filter(slug=options["company"]).first()
    user = User.objects.filter(email=options["user"].strip().lower()).first()
    actor = actor_for(user, company, on=timezone.localdate()) if company and user else None
    if actor is None or user is None:
        raise CommandError(f"{options['user']} is not at work in “{options['company']}”: check --as and --company")
    return actor, user.language
