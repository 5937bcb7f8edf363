"""An import from the file to the end: read, tried on every row, then taken over as a whole or not at all.

A check runs the very services an import runs, and takes everything back: what it says is what would happen. A short
file is done at once, a long one by the worker (`cases.services.imports`). Duty: registry.import, and what services ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.actors import Actor
from registry.duties import IMPORT, DutyMissing, require
from registry.models import ImportJob
from registry.models.importing import ImportStage
from registry.services.importing import kinds
from registry.services.importing.sheets import Line, read

AT_ONCE: Final = 500
"""Rows up to which nobody waits for the worker."""
MOST_ERRORS: Final = 500
WHOLE_ROW: Final = "-"
WAITING: Final = (ImportStage.TO_CHECK, ImportStage.TO_APPLY)


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong cell, or a wrong row: where, and what to do about it."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def count(self, became: str) -> None:
        """One row more."""
        setattr(self, became, getattr(self, became) + 1)


def start(kind_code: str, file_name: str, content: bytes, *, actor: Actor, now: datetime) -> ImportJob:
    """Read a file and write it down to be checked; a short one is checked at once.

    Raises ValidationError for a file that cannot be read, KeyError for an unknown kind, DutyMissing.
    """
    require(actor, IMPORT)
    kind = kinds.get(kind_code)
    table = read(file_name, content)
    known = {column.name for column in kind.columns}
    if not known & set(table.columns):
        message = gettext_lazy("None of its columns is known: its first row names them, as listed below.")
        raise ValidationError(message, code="columns")
    job = ImportJob.objects.create(
        company_id=actor.company_id,
        kind=kind.code,
        file_name=file_name[-255:],
        rows=[[number, cells] for number, cells in table.lines],
        total=len(table.lines),
        report={"unknown": [name for name in table.columns if name and name not in known]},
        asked_by_id=actor.user_id,
        created_at=now,
    )
    return run(job, actor=actor, now=now) if job.total <= AT_ONCE else job


def ask_to_apply(job: ImportJob, *, actor: Actor, now: datetime) -> ImportJob:
    """Take over what was checked without an error; a short file at once. Raises ValidationError, DutyMissing."""
    require(actor, IMPORT)
    with transaction.atomic():
        locked = ImportJob.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=job.pk)
        if locked.stage == ImportStage.CHECKED and not locked.report.get("errors"):
            locked.stage, locked.ended_at = ImportStage.TO_APPLY, None
            locked.save(update_fields=["stage", "ended_at"])
    if locked.stage not in (ImportStage.TO_APPLY, ImportStage.APPLIED):
        raise ValidationError(_("Put the rows right first, and send the file again."), code="errors")
    return run(locked, actor=actor, now=now) if locked.total <= AT_ONCE else locked


def run(job: ImportJob, *, actor: Actor, now: datetime) -> ImportJob:
    """Check or take over a job that waits for it; while another does, or when none is asked for, nothing happens."""
    with transaction.atomic():
        rows = ImportJob.objects.of(job.company_id).select_for_update(of=("self",), skip_locked=True)
        mine = rows.filter(pk=job.pk, stage__in=WAITING).first()
        if mine is None:
            job.refresh_from_db()
            return job
        applies = mine.stage == ImportStage.TO_APPLY
        lines = [(int(number), cells) for number, cells in mine.rows]
        report = take(kinds.get(mine.kind), lines, actor=actor, now=now, dry=not applies)
        report.unknown = mine.report.get("unknown", [])
        mine.report = asdict(report)
        done = applies and not report.errors
        mine.stage = ImportStage.APPLIED if done else ImportStage.CHECKED
        mine.rows = [] if done else mine.rows
        mine.ended_at = now
        mine.save()
    return mine


def take(kind: kinds.Kind, lines: Iterable[Line], *, actor: Actor, now: datetime, dry: bool) -> Report:
    """Take every row over in one transaction; with an error, or when it is only tried, nothing of it stays."""
    report, this = Report(), kinds.Run(actor, now, timezone.localdate(now))
    with transaction.atomic():
        for number, cells in lines:
            try:
                with transaction.atomic():
                    report.count(kind.take(kind.parse(cells), this))
            except (ValidationError, IntegrityError, DutyMissing) as error:
                report.errors += [RowError(number, *said) for said in _said(error)]
            if len(report.errors) >= MOST_ERRORS:
                break
        if dry or report.errors:
            transaction.set_rollback(True)
    return report


def _said(error: Exception) -> list[tuple[str, str]]:
    if isinstance(error, ValidationError):
        if hasattr(error, "error_dict"):
            return [(column, " ".join(messages)) for column, messages in error.message_dict.items()]
        return [(WHOLE_ROW, " ".join(error.messages))]
    if isinstance(error, DutyMissing):
        return [(WHOLE_ROW, _("You lack the duty %(duty)s that such rows need.") % {"duty": error.duty})]
    return [(WHOLE_ROW, _("The row contradicts what is there already: compare it with the page."))]


def recent(company_id: int, at_most: int = 20) -> list[Any]:
    """The newest imports of a company, with who asked for them, without their rows."""
    jobs = ImportJob.objects.of(company_id).select_related("asked_by").defer("rows")
    return list(jobs.order_by("-pk")[:at_most])
