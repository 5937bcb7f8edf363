"""One letter to each of many cases: a kind of bulk job, with a result for every case, that goes on where it stopped.

The key of each letter comes from job and case: whatever dies and however often it is begun anew, a case gets one
letter, and one message of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID, uuid5

from django.db import OperationalError
from structlog import get_logger

from cases.access import visible_to
from cases.definition import catalogue as processes
from cases.models import BulkJob, Case
from cases.rules.refusals import Refusal
from cases.services import bulk_jobs
from documents.duties import ISSUE, SEND
from documents.models import Channel, Letter
from documents.services.letters.issuing import Order, issue
from documents.services.letters.presses import Presses
from documents.services.letters.refusals import LetterRefused, refusal
from documents.services.messages.checking import problems_of_addresses
from documents.services.messages.proposing import proposed
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.texts import text_for
from documents.services.messages.writing import Addressee, Draft, write
from registry.actors import Actor
from registry.duties import require

KIND: Final = "letter"
PORTION: Final = 25
TURN: Final = 100
"""What a worker writes before it looks at something else: about two seconds."""
BY_RULE: Final = "rule"
ONLY_FILE: Final = "file"
WAYS: Final = (BY_RULE, ONLY_FILE, Channel.EMAIL, Channel.PEC, Channel.POST, Channel.REGISTERED)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every case of the job is written. No language: each customer's own.

    way  "rule": as the company's rule of sending says; "file": nowhere; or the channel by which each leaves
    """

    letter: str
    dated: date
    note: str = ""
    language: str = ""
    way: str = BY_RULE
    author: str = ""

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(f"no such way: {self.way}")

    @property
    def channel(self) -> Channel | None:
        """By which each letter leaves because somebody chose so."""
        return None if self.way in (BY_RULE, ONLY_FILE) else Channel(self.way)

    def as_inputs(self) -> dict[str, Any]:
        """As the job keeps it."""
        return {
            "dated": self.dated.isoformat(),
            "note": self.note,
            "language": self.language,
            "way": str(self.way),
            "author": self.author,
        }

    @classmethod
    def of(cls, job: BulkJob) -> Self:
        """What a job was asked for."""
        given: Mapping[str, Any] = job.inputs
        return cls(letter=job.transition, **{**given, "dated": date.fromisoformat(given["dated"])})


def require_duties(actor: Actor, asked: Asked) -> None:
    """To write letters, and to send them where a way was chosen. Raises DutyMissing."""
    require(actor, ISSUE)
    if asked.channel is not None:
        require(actor, SEND)


def letter_key(job: BulkJob, case_id: int) -> UUID:
    """The key of the letter of one case of a job."""
    return uuid5(job.key, str(case_id))


def portion(job: BulkJob, now: datetime, size: int) -> int:
    """Write some of the letters of a job; returns how many cases got their result. Call outside of any transaction."""
    if not bulk_jobs.take(job, now):
        return 0
    try:
        return _some(job, now, min(size, PORTION))
    finally:
        bulk_jobs.let_go(job, now)


def _some(job: BulkJob, now: datetime, size: int) -> int:
    rows = list(job.results.filter(status=bulk_jobs.WAITING).order_by("case_id")[:size])
    if not rows:
        return 0
    loaded = BulkJob.objects.of(job.company_id).select_related("company", "asked_by", "acting_for").get(pk=job.pk)
    actor, asked = bulk_jobs.actor_of(loaded, now), Asked.of(loaded)
    cases = _seen_by(actor, loaded, [row.case_id for row in rows])
    with Presses() as presses:
        for row in rows:
            case = cases.get(row.case_id)
            told: Sequence[Refusal] = _against(actor, asked, case)
            if case is not None and not told:
                told = _one(loaded, case, asked, actor, now, presses)
            bulk_jobs.settle(row, told)
    return len(rows)


def _seen_by(actor: Actor, job: BulkJob, ids: Sequence[int]) -> dict[int, Case]:
    """The cases with their dossiers, in two statements."""
    cases = visible_to(actor).filter(pk__in=ids, process_code=job.process_code)
    found = {case.pk: case for case in cases.select_related("company", "customer")}
    dossiers = processes.get(job.process_code).dossier.objects.of(job.company_id).filter(pk__in=list(found))
    for dossier in dossiers:
        dossier.case = found[dossier.pk]
        found[dossier.pk].dossier = dossier
    return found


def _against(actor: Actor, asked: Asked, case: Case | None) -> list[Refusal]:
    if not actor.has(ISSUE) or (asked.channel is not None and not actor.has(SEND)):
        return [refusal("letter_duty_gone")]
    return [refusal("letter_case_hidden")] if case is None else []


def _one(job: BulkJob, case: Case, asked: Asked, actor: Actor, now: datetime, presses: Presses) -> Sequence[Refusal]:
    """The letter of one case, and its message; what stood against it, nothing when all went well."""
    to = proposed(case.customer, asked.channel)[:1] if asked.channel else []
    if asked.channel and (problems := list(problems_of_addresses(asked.channel, to))):
        return problems
    order = Order(
        key=letter_key(job, case.pk),
        kind=asked.letter,
        language=asked.language,
        note=asked.note,
        author=asked.author,
        dated=asked.dated,
        origin="bulk",
        follows_rule=asked.way == BY_RULE,
    )
    try:
        letter = issue(case, order, actor=actor, now=now, presses=presses)
        if asked.channel:
            write(case, _draft(case, letter, asked.channel, to, asked.author), actor=actor, now=now)
    except LetterRefused as refused:
        return list(refused.refusals)
    except MessageRefused as refused:
        return [refusal("letter_not_sent"), *refused.refusals]
    except OperationalError:
        raise
    except Exception:
        log.exception("mass_letter_failed", job=job.pk, case=case.pk)
        return [refusal("letter_broke")]
    return []


def _draft(case: Case, letter: Letter, channel: Channel, to: Sequence[Addressee], author: str) -> Draft:
    subject, body = text_for(case, letter, on=letter.dated, author=author)
    return Draft(
        key=uuid5(letter.key, "message"),
        channel=channel,
        to=to,
        subject=subject,
        body=body,
        letter=letter,
        origin="bulk",
    )


kind: Final = bulk_jobs.Kind(portion, TURN)
