"""Papers that end act by themselves: told of once at each distance, then work, or a step where the table names one.

How many days before, and what is done then, is the table "document_expiry" of the process; without one, people are told
at 60, 30 and 10 days and work is opened at the end (practice of the trade). The last day is the one written on the
paper, or, while a step waits for it, the earlier one that the rules grant it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from cases.definition.catalogue import processes
from cases.models import Case, WorkItem
from cases.queries.policies import decide
from cases.rules.days import day_of
from cases.rules.policies.required import PaperState
from cases.services import locking, notices
from cases.services.errors import Refused
from cases.services.machine import machine
from cases.services.transitions import Command, perform
from documents.duties import VERIFY
from documents.kinds import kind_label
from documents.models import Document, ExpiryWarning
from registry.models import Company
from registry.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from cases.definition import Process

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


@dataclass(frozen=True, slots=True)
class Ending:
    """A paper and the last day on which it counts: its own, or the one a rule grants."""

    paper: Document
    until: date


ENDED: Final = -1
USUAL: Final = (*(Threshold(days, NOTICE) for days in (60, 30, 10)), Threshold(ENDED, WORK))


def watch(now: datetime) -> int:
    """One round over every active company; for how many papers something was done. Twice, nothing more."""
    return sum(tell_due(company, now=now) for company in Company.objects.filter(is_active=True).order_by("pk"))


def tell_due(company: Company, *, now: datetime) -> int:
    """Do what is due of the papers of open cases that end, or have ended; returns for how many."""
    today, done = day_of(now), 0
    first, last = today - BACK, today + AHEAD
    own = ending(company, first, last).filter(case__isnull=False)
    by_paper = {paper.pk: Ending(paper, paper.valid_until or today) for paper in own}
    by_paper |= {each.paper.pk: each for each in _by_rule(company, today) if first <= each.until <= last}
    endings = list(by_paper.values())
    for start in range(0, len(endings), CHUNK):
        done += _tell_some(company, endings[start : start + CHUNK], today, now)
    return done


def _by_rule(company: Company, today: date) -> Iterator[Ending]:
    """What steps wait for and the rules of their process let end before the day on the paper, if it bears one."""
    for process in processes():
        if process.papers is None:
            continue
        states = {state for step in process.papers.steps for state in process.transition(step).from_states}
        found = Case.objects.of(company).filter(process_code=process.code, state__in=states, closed_at__isnull=True)
        ids = list(found.filter(documents__status__in=CURRENT).order_by("pk").values_list("pk", flat=True).distinct())
        for start in range(0, len(ids), CHUNK):
            yield from _of_cases(company, process, ids[start : start + CHUNK], today)


def _of_cases(company: Company, process: Process, ids: Sequence[int], today: date) -> Iterator[Ending]:
    """The judge's own answer, for cases of one process in a constant number of statements."""
    cases = Case.objects.of(company).select_related("customer").in_bulk(ids)
    for dossier in process.dossier.objects.of(company).filter(pk__in=ids):
        cases[dossier.pk].dossier = dossier
    facts = process.facts(list(cases.values()), today)
    until: dict[str, date] = {}
    for each in (asked for known in facts.values() for one in known.papers.values() for asked in one.asked or ()):
        if each.document and each.until and each.state is not PaperState.REJECTED:
            until[each.document] = min(each.until, until.get(each.document, each.until))
    papers = Document.objects.of(company).filter(uuid__in=until.keys(), status__in=CURRENT)
    for paper in papers.select_related("case").order_by("pk"):
        granted = until[str(paper.uuid)]
        if paper.valid_until is None or granted < paper.valid_until:
            yield Ending(paper, granted)


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


def _tell_some(company: Company, endings: Sequence[Ending], today: date, now: datetime) -> int:
    papers = [ends.paper for ends in endings]
    thresholds = _thresholds(company, papers, today)
    told: dict[tuple[int, date], set[int]] = defaultdict(set)
    for warning in ExpiryWarning.objects.of(company).filter(document__in=[paper.pk for paper in papers]):
        told[warning.document_id, warning.until].add(warning.days)
    done = 0
    for ends in endings:
        due = [each for each in thresholds[ends.paper.pk] if (ends.until - today).days <= each.days]
        new = [each for each in due if each.days not in told[ends.paper.pk, ends.until]]
        if new:
            _tell(ends, due, min(due, key=lambda each: each.days), today, now)
            done += 1
    return done


def left(paper: Document, today: date) -> int:
    """How many days a paper still counts after today; below nothing once it has ended."""
    if paper.valid_until is None:
        raise LookupError("only papers with a last day are asked about")
    return (paper.valid_until - today).days


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
def _tell(ends: Ending, due: Sequence[Threshold], nearest: Threshold, today: date, now: datetime) -> None:
    """Write down every distance that has been passed, and do what the nearest asks for."""
    paper = ends.paper
    if paper.case is None:
        return
    locked = locking.lock(paper.case)
    warnings = [
        ExpiryWarning(company_id=paper.company_id, document=paper, until=ends.until, days=each.days, told_at=now)
        for each in due
    ]
    ExpiryWarning.objects.bulk_create(warnings, ignore_conflicts=True)
    if nearest.action == NOTICE:
        _notice(locked, ends, nearest, today, now)
    elif nearest.action == WORK or not _step(locked, ends, nearest, now):
        _work(locked, ends, nearest, now)


def _notice(case: Case, ends: Ending, threshold: Threshold, today: date, now: datetime) -> None:
    people = notices.at_work(case, today) or notices.holders(case.company_id, {VERIFY}, today)
    params = {"kind": ends.paper.kind, "until": ends.until.isoformat()}
    source = f"document:{ends.paper.uuid}:{ends.until}:{threshold.days}"
    notices.tell(case, people, kind=KIND, source=source, now=now, params=params)


def _work(case: Case, ends: Ending, threshold: Threshold, now: datetime) -> None:
    """One work at a time asks for new papers of a case; while it waits, what comes is added to its words."""
    step = EXPIRED_STEP if threshold.days < 0 else EXPIRING_STEP
    waiting = WorkItem.objects.of(case.company_id).filter(case=case, step=step, ended_at__isnull=True).first()
    item = waiting or notices.open_work(case, step=step, refusals=(), now=now)
    item.reason = "\n".join(filter(None, (item.reason, _words(ends))))
    item.save(update_fields=("reason",))


def _step(case: Case, ends: Ending, threshold: Threshold, now: datetime) -> bool:
    """Take the step that the table names, where the state of the case has it; False where it is refused."""
    if all(threshold.action != each.code for each in case.process.leaving(case.state)):
        return False
    command = Command(
        actor=machine(case.process, case.company_id),
        now=now,
        command_id=uuid5(NAMESPACE_OID, f"document:{ends.paper.uuid}:{ends.until}:{threshold.days}"),
        inputs={"reason": _words(ends)},
        origin="timer",
    )
    try:
        with transaction.atomic():
            perform(case, threshold.action, command)
    except Refused:
        return False
    return True


def _words(ends: Ending) -> str:
    words = {"kind": kind_label(ends.paper.kind), "day": f"{ends.until:%d/%m/%Y}"}
    return gettext("%(kind)s: last day %(day)s.") % words
