"""`manage.py import_history`: replay another system's event log through the judge, and let accepted cases in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.definition import catalogue
from cases.definition.catalogue import UnknownProcess
from cases.management.arguments import actor, companies
from cases.services.errors import NotPermitted
from cases.services.importing import mapping_file, report, run
from cases.services.importing.arrival import Import
from cases.services.importing.errors import LogUnreadable, MappingWrong
from cases.services.importing.replay import ASPECTS

if TYPE_CHECKING:
    from cases.definition import Process
    from cases.services.importing.mapping import LogMapping
    from registry.models import Company


class Command(BaseCommand):
    """Without --apply nothing is written but the report: it says what --apply would do."""

    help = "Replay an event log (.csv, .csv.gz, .xes, .xes.gz) under a process; docs/how-to/import-history.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--process", required=True, metavar="CODE")
        parser.add_argument("--mapping", required=True, type=Path, metavar="M.toml")
        parser.add_argument("--report", required=True, type=Path, metavar="R.json")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--apply", action="store_true", help="let the accepted cases in")
        what.add_argument(
            "--evaluate",
            metavar="LIST",
            help=f"a what-if: only these may refuse ({','.join(ASPECTS)})",
        )
        parser.add_argument("--company", metavar="SLUG", help="needed by --apply; tells accounts and customers")
        parser.add_argument("--as", dest="user", metavar="EMAIL", help="who imports; needed by --apply")
        parser.add_argument("--json", action="store_true", help="the figures as one JSON object")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Read, replay, report."""
        del args
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        try:
            process = catalogue.get(options["process"])
            mapping = mapping_file.read(options["mapping"], process)
            company = companies(options["company"])[0] if options["company"] else None
            reading, terms = _done(file, process, mapping, company, options)
        except UnknownProcess as error:
            known = ", ".join(each.code for each in catalogue.processes())
            raise CommandError(f"there is no process “{error}”; installed are {known}") from error
        except MappingWrong as error:
            raise CommandError("the mapping does not fit:\n  " + "\n  ".join(error.problems)) from error
        except LogUnreadable as error:
            raise CommandError(f"{error}. Nothing was written.") from error
        except NotPermitted as error:
            raise CommandError(f"--as lacks the duty “{error.duty}”") from error
        self._tell(reading, {"file": file.name, "process": process.code, "source": mapping.source, **terms}, options)

    def _tell(self, reading: run.Reading, terms: dict[str, Any], options: dict[str, Any]) -> None:
        figures = report.figures(reading.gathered, reading.replays)
        figures |= {"arrived": len(reading.arrived), "here_before": len(reading.here_before)}
        content = {**terms, "figures": figures, **report.document(reading.gathered, reading.replays, reading.arrived)}
        path: Path = options["report"]
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        rejects = path.with_suffix(".rejects.csv")
        with rejects.open("w", encoding="utf-8", newline="") as stream:
            report.write_rejects(stream, reading.gathered, reading.replays)
        if options["json"]:
            self.stdout.write(json.dumps({**terms, **figures}, ensure_ascii=False))
        else:
            words = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in figures.items())
            self.stdout.write(f"import_history ({terms['mode']}): {words}\nreport {path}, rejects {rejects}")


def _done(
    file: Path, process: Process, mapping: LogMapping, company: Company | None, options: dict[str, Any]
) -> tuple[run.Reading, dict[str, Any]]:
    now = timezone.now()
    if options["apply"]:
        if company is None or not options["user"]:
            raise CommandError("--apply needs --company and --as: into whose books, and who answers for it")
        who = actor(options["user"], company)
        imported = Import(company=company, process=process, source=mapping.source, actor=who, now=now)
        return run.apply(file, mapping, imported), {"mode": "apply", "company": company.slug}
    aspects = _aspects(options["evaluate"])
    reading = run.evaluate(file, process, mapping, now=now, company=company, aspects=aspects)
    return reading, {"mode": "evaluate" if options["evaluate"] else "preview", "evaluated": sorted(aspects)}


def _aspects(listed: str | None) -> frozenset[str]:
    if listed is None:
        return frozenset(ASPECTS)
    asked = frozenset(name.strip() for name in listed.split(",") if name.strip())
    if not asked or asked - set(ASPECTS):
        raise CommandError(f"--evaluate takes some of {','.join(ASPECTS)}, not “{listed}”")
    return asked
