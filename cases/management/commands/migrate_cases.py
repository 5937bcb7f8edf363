"""`manage.py migrate_cases`: what becomes of the cases of a process whose states changed, and the moves themselves."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.definition import catalogue
from cases.definition.catalogue import UnknownProcess
from cases.management.arguments import actor, companies
from cases.services import migrating
from cases.services.errors import NotPermitted


class Command(BaseCommand):
    """A preview unless --apply is given. Fails when cases are stuck, so that a release script notices."""

    help = "Preview, and with --apply carry out, the move of cases to the installed version of their process."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("process", metavar="PROCESS")
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--mapping", type=Path, metavar="M.toml", help='[states] old = "new"; reason = "..."')
        parser.add_argument("--apply", action="store_true", help="carry it out; otherwise a preview")
        parser.add_argument("--as", dest="user", metavar="EMAIL", help="who answers for it; needed by --apply")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, process: str, **options: Any) -> None:
        """Look, move when asked, report."""
        del args
        company = companies(options["company"])[0]
        try:
            plan = migrating.read_plan(options["mapping"], catalogue.get(process))
        except UnknownProcess as error:
            raise CommandError(f"there is no process “{process}”") from error
        except migrating.PlanWrong as error:
            raise CommandError("the mapping does not fit:\n  " + "\n  ".join(error.problems)) from error
        groups = migrating.preview(plan, company)
        done: dict[str, int] = {}
        if options["apply"]:
            if not options["user"]:
                raise CommandError("--apply needs --as: who answers for it")
            try:
                done = migrating.migrate(plan, company, actor=actor(options["user"], company), now=timezone.now())
            except NotPermitted as error:
                raise CommandError(f"--as lacks the duty “{error.duty}”") from error
        self._tell(plan, groups, done, as_json=options["json"])
        if any(group.verdict == migrating.STUCK for group in groups):
            raise SystemExit(1)

    def _tell(
        self, plan: migrating.Plan, groups: list[migrating.Group], done: dict[str, int], *, as_json: bool
    ) -> None:
        version = plan.process.version
        if as_json:
            told = {"process": plan.process.code, "version": version, "groups": [*map(asdict, groups)], "done": done}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for each in groups:
            where = f" to {each.target}" if each.verdict == migrating.MOVES else ""
            end = "closed" if each.closed else "open"
            why = f": {each.why}" if each.why else ""
            self.stdout.write(f"version {each.version} {each.state} ({end}): {each.count} {each.verdict}{where}{why}")
        words = f"moved {done[migrating.MOVES]}, stayed {done[migrating.STAYS]}" if done else "preview, nothing written"
        self.stdout.write(f"migrate_cases {plan.process.code} version {version}: {words}")
