"""Papers that end act by themselves: told of once at each distance, then work, or a step where the table names one.

How many days before, and what is done then, is the table "document_expiry" of the process; without one, people are told
at 60, 30 and 10 days and work is opened at the end (practice of the trade).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from cases.models import Case, WorkItem
from cases.queries.policies import decide
from cases.rules.days import day_of
from cases.services import locking, notices
from cases.services.errors import Refused
from cases.services.machine import machine
from cases.services.transitions import Command, perform
from documents.duties import VERIFY
from documents.kinds import kind_label
from documents.models import Document, ExpiryWarning
from registry.models import Company
from registry.scoping import ScopedQuerySet

CODE: Final = "document_expiry"
NOTICE, WORK = "notice", "work"
EXPIRING_STEP: Final = "document.expiring"
EXPIRED_STEP: Final = "document.expired"
KIND: Final = "document_expiring"
AHEAD: Final = timedelta(days=120)
BACK: Final = timedelta(days=60)
"""How far one looks: what ended longer ago was told of, or came in long after its end."""
CURRENT: Final = ("received", "verified")
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is done so many days before the last day; -1 is the day after it. `action`: notice, work or a step."""

    days: int
    action: str


ENDED: Final = -1
USUAL: Final = (*(Threshold(days, NOTICE) for days in (60, 30, 10)), Threshold(ENDED, WORK))


def watch(now: datetime) -> int:
    """One round over every active company; for how many papers something was done. Twice, nothing more."""
    return sum(tell_due(company, now=now) for company in Company.objects.filter(is_active=True).order_by("pk"))


def tell_due(company: Company, *, now: datetime) -> int:
    """Do what is due of the papers of open cases that end, or have ended; returns for how many."""
    today, done = day_of(now), 0
    papers = list(ending(company, today - BACK, today + AHEAD).filter(case__isnull=False))
    for start in range(0, len(papers), CHUNK):
        done += _tell_some(company, papers[start : start + CHUNK], today, now)
    return done


def ending(company: Company, first: date, last: date) -> ScopedQuerySet[Document]:
    """Papers whose last day lies between the two, of open cases or of a customer, the first to end first.

    What something newer of its kind has made superfluous is left out.
    """
    mine = Document.objects.of(company)
    same = Q(case=OuterRef("case"), kind=OuterRef("kind"), status__in=CURRENT)
    longer = Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until"))
    rows = mine.filter(
        ~Exists(mine.filter(same & longer)),
        Q(case__isnull=True) | Q(case__closed_at__isnull=True),
        status__in=(*CURRENT, "expired"),
        valid_until__range=(first, last),
    )
    return rows.select_related("case", "customer").order_by("valid_until", "pk")


def _tell_some(company: Company, papers: Sequence[Document], today: date, now: datetime) -> int:
    thresholds = _thresholds(company, papers, today)
    told: dict[tuple[int, date], set[int]] = defaultdict(set)
    for warning in ExpiryWarning.objects.of(company).filter(document__in=[paper.pk for paper in papers]):
        told[warning.document_id, warning.until].add(warning.days)
    done = 0
    for paper in papers:
        due = [each for each in thresholds[paper.pk] if left(paper, today) <= each.days]
        new = [each for each in due if each.days not in told[paper.pk, _until(paper)]]
        if new:
            _tell(paper, due, min(due, key=lambda each: each.days), today, now)
            done += 1
    return done


def left(paper: Document, today: date) -> int:
    """How many days a paper still counts after today; below nothing once it has ended."""
    return (_until(paper) - today).days


def _until(paper: Document) -> date:
    if paper.valid_until is None:
        raise LookupError("only papers with a last day are asked about")
    return paper.valid_until


def _thresholds(company: Company, papers: Sequence[Document], on: date) -> Mapping[int, Sequence[Threshold]]:
    """What the table of each process says of each paper; one statement a process."""
    found: dict[int, Sequence[Threshold]] = {}
    by_process: dict[str, list[Document]] = defaultdict(list)
    for paper in papers:
        by_process[paper.case.process_code if paper.case else ""].append(paper)
    for code, mine in by_process.items():
        inputs = {paper.pk: {"document": paper.kind} for paper in mine}
        for pk, decided in decide(company.pk, code, CODE, inputs, on).items():
            found[pk] = USUAL if decided.decision is None else tuple(_read(decided.decision.answers))
    return found


def _read(answers: Sequence[Mapping[str, object]]) -> Iterator[Threshold]:
    for answer in answers:
        days = answer["days"]
        if isinstance(days, Decimal):
            yield Threshold(int(days), str(answer["action"]))


@transaction.atomic
def _tell(paper: Document, due: Sequence[Threshold], nearest: Threshold, today: date, now: datetime) -> None:
    """Write down every distance that has been passed, and do what the nearest asks for."""
    case = paper.case
    if case is None:
        return
    locked = locking.lock(case)
    until = _until(paper)
    warnings = [
        ExpiryWarning(company_id=paper.company_id, document=paper, until=until, days=each.days, told_at=now)
        for each in due
    ]
    ExpiryWarning.objects.bulk_create(warnings, ignore_conflicts=True)
    if nearest.action == NOTICE:
        _notice(locked, paper, nearest, today, now)
    elif nearest.action == WORK or not _step(locked, paper, nearest, now):
        _work(locked, paper, nearest, now)


def _notice(case: Case, paper: Document, threshold: Threshold, today: date, now: datetime) -> None:
    people = notices.at_work(case, today) or notices.holders(case.company_id, {VERIFY}, today)
    params = {"kind": paper.kind, "until": _until(paper).isoformat()}
    source = f"document:{paper.uuid}:{_until(paper)}:{threshold.days}"
    notices.tell(case, people, kind=KIND, source=source, now=now, params=params)


def _work(case: Case, paper: Document, threshold: Threshold, now: datetime) -> None:
    """One work at a time asks for new papers of a case; while it waits, what comes is added to its words."""
    step = EXPIRED_STEP if threshold.days < 0 else EXPIRING_STEP
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, step=step, ended_at__isnull=True).first()
    item = waiting or notices.open_work(case, step=step, refusals=(), now=now)
    item.reason = "\n".join(filter(None, (item.reason, _words(paper))))
    item.save(update_fields=("reason",))


def _step(case: Case, paper: Document, threshold: Threshold, now: datetime) -> bool:
    """Take the step that the table names, where the state of the case has it; False where it is refused."""
    if all(threshold.action != each.code for each in case.process.leaving(case.state)):
        return False
    command = Command(
        actor=machine(case.process, case.company_id),
        now=now,
        command_id=uuid5(NAMESPACE_OID, f"document:{paper.uuid}:{paper.valid_until}:{threshold.days}"),
        inputs={"reason": _words(paper)},
        origin="timer",
    )
    try:
        with transaction.atomic():
            perform(case, threshold.action, command)
    except Refused:
        return False
    return True


def _words(paper: Document) -> str:
    words = {"kind": kind_label(paper.kind), "day": f"{_until(paper):%d/%m/%Y}"}
    return gettext("%(kind)s: last day %(day)s.") % words
